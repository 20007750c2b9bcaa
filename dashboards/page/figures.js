// How numbers and times are written. Counts are exact; shares and net sentiment are rounded to whole
// percent; times are Beijing time.

const DAY = 86400000;
const MISSING = '–';

function number(value) {
  return value === null || value === undefined ? MISSING : Math.round(value).toLocaleString('en-US');
}

function decimal(value) {
  return value === null || value === undefined ? MISSING : value.toLocaleString('en-US', {maximumFractionDigits: 1});
}

function signed(value) {
  const rounded = Math.round(value);
  return rounded > 0 ? '+' + number(rounded) : rounded < 0 ? '−' + number(-rounded) : '±0';
}

function percent(share) {
  return share === null || share === undefined ? MISSING : Math.round(share * 100) + ' %';
}

function share(part, whole) {
  return whole > 0 ? percent(part / whole) : MISSING;
}

// "+28 %" and "+20 to +36": net sentiment times 100, with its interval.
function net(interval) {
  return interval ? signed(interval.value * 100) + ' %' : words.tooFew;
}

function span(interval) {
  return interval ? words.interval(signed(interval.low * 100), signed(interval.high * 100)) : '';
}

// "▲ +112 (+16 %)"
function change(now, before) {
  const sign = now > before ? '▲ ' : now < before ? '▼ ' : '';
  return sign + signed(now - before) + (before > 0 ? ' (' + signed(100 * (now - before) / before) + ' %)' : '');
}

// "2025-01-27 20:10"; `short` leaves the year out, and the day where the whole chart is of one.
function beijing(time, short) {
  const text = new Date(new Date(time).getTime() + 8 * 3600000).toISOString();
  return (short ? text.slice(5, 10) : text.slice(0, 10)) + ' ' + text.slice(11, 16);
}

function duration(seconds) {
  const n = value => String(Math.round(value));
  if (seconds < 100) return words.second(n(seconds));
  if (seconds < 7200) return words.minute(n(seconds / 60));
  if (seconds < 2 * 86400) return words.hour(n(seconds / 3600));
  return words.day(n(seconds / 86400));
}

function hashtag(text) {
  return text.startsWith('#') ? text : '#' + text + '#';
}

function opinions(cell) {
  return cell.negative + cell.neutral + cell.positive;
}

function nameOf(topic) {
  return (lang === 'en' ? topic.name_en : topic.name) || topic.name || topic.name_en || topic.id;
}

// Points of a series: {time, posts, negative, neutral, positive}.
function points(series) {
  if (!series) return [];
  const start = new Date(series.start).getTime();
  return series.posts.map((posts, i) => ({time: start + i * 1000 * series.step_seconds, posts,
    negative: series.negative[i], neutral: series.neutral[i], positive: series.positive[i]}));
}

function sum(values) {
  return values.reduce((all, value) => all + value, 0);
}

function largest(values, of) {
  return values.reduce((best, value) => best === null || of(value) > of(best) ? value : best, null);
}

// What rose with a burst, in words. Where no share rose, what is used most while it runs; empty where
// even that has been forgotten.
function causeOf(topic, burst) {
  const most = topic.hashtags.slice(0, 3).map(tag => hashtag(tag.text) + ' ' + number(tag.posts));
  return risesOf(burst) || (burst.active && most.length ? words.mostUsed(most.join(', ')) : '');
}

function risesOf(burst) {
  return [...burst.hashtags.map(rise => ({...rise, text: hashtag(rise.text)})), ...burst.terms].slice(0, 4)
    .map(rise => words.rose(rise.text, number(rise.now), number(rise.before))).join(', ');
}

// Posts that the past lets expect in all windows of a burst.
function expectedIn(burst) {
  const end = Date.parse(burst.end || doc.window.end);
  return burst.expected * Math.max(1, (end - Date.parse(burst.begin)) / 1000 / doc.window.seconds);
}

function burstSays(topic, burst) {
  return words.burstSays(nameOf(topic), beijing(burst.begin, true), number(burst.posts), decimal(expectedIn(burst)),
    decimal(burst.severity), causeOf(topic, burst));
}
