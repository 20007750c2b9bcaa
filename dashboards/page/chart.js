// The large chart: posts over time, stacked by sentiment, with numbered marks where topics burst.
//
// What the pointer, the focus or the arrow keys choose is told below it, in a place that is always there.

const HEIGHT = 260;
const LEFT = 46;
const TOP = 48;  // above it are the marks
const BOTTOM = HEIGHT - 20;
const ROOM = 21;  // of a mark, in the direction of time
const MARKS = 9;

let reading = null;  // time of the bar, or key of the burst, that is read

function keyOfBurst(entry) {
  return entry.topic.id + ' ' + entry.burst.begin;
}

// The most severe bursts of some topics, newest first, with their numbers; and how many more there are.
function burstsOf(topics) {
  const newest = (a, b) => Date.parse(b.burst.begin) - Date.parse(a.burst.begin);
  const all = topics.flatMap(topic => topic.bursts.map(burst => ({topic, burst})));
  const entries = all.sort((a, b) => b.burst.severity - a.burst.severity || newest(a, b)).slice(0, MARKS).sort(newest)
    .map((entry, i) => ({...entry, number: i + 1}));
  return {entries, more: all.length - entries.length};
}

function niceStep(most) {
  const rough = Math.max(1, most / 4);
  const power = Math.pow(10, Math.floor(Math.log10(rough)));
  return [1, 2, 5, 10].map(n => n * power).find(n => n >= rough);
}

function yAxis(most, y, width) {
  const step = niceStep(most);
  const lines = [];
  for (let value = 0; value <= most; value += step) {
    lines.push(svg('line', {class: 'axis', x1: LEFT, x2: width, y1: y(value), y2: y(value)}),
      svg('text', {x: LEFT - 6, y: y(value) + 4, 'text-anchor': 'end'}, number(value)));
  }
  return lines;
}

// Days where there are several, else round times of day.
function xAxis(line, step, x, width) {
  const first = line[0].time + 8 * 3600000;
  const last = line[line.length - 1].time + step + 8 * 3600000;
  const room = Math.max(1, Math.floor((width - LEFT) / 84));
  const every = [600000, 1800000, 3600000, 2 * 3600000, 3 * 3600000, 6 * 3600000, 12 * 3600000, DAY, 2 * DAY, 7 * DAY, 30 * DAY]
    .find(n => (last - first) / n <= room) || 90 * DAY;
  const marks = [];
  for (let time = Math.ceil(first / every) * every; time < last; time += every) {
    const text = beijing(time - 8 * 3600000, true);
    const at = x((time - first) / step);
    if (at < width - 16 && at > LEFT + 14) {
      marks.push(svg('text', {x: at, y: HEIGHT - 4, 'text-anchor': 'middle'}, every >= DAY || text.endsWith('00:00') ? text.slice(0, 5) : text.slice(6)),
        svg('line', {class: 'axis', x1: at, x2: at, y1: BOTTOM, y2: BOTTOM + 5}));
    }
  }
  return marks;
}

function bars(line, x, y, wide) {
  return line.map((point, i) => {
    const parts = {negative: point.negative, neutral: point.neutral, positive: point.positive,
      none: Math.max(0, point.posts - opinions(point))};
    let below = 0;
    return Object.entries(parts).map(([name, posts]) => {
      below += posts;
      return posts > 0 && svg('rect', {class: name, x: x(i).toFixed(1), width: wide.toFixed(1), y: y(below).toFixed(1),
        height: (y(below - posts) - y(below)).toFixed(1)});
    });
  });
}

// Marks stand in a row above the bars, each as near to its peak as the others let it.
function placed(entries, line, step, x, y, width) {
  const from = line[0].time;
  const to = line[line.length - 1].time + step;
  const marks = [];
  for (const entry of entries) {
    const begin = Math.max(Date.parse(entry.burst.begin), from);
    const peak = Math.min(Math.max(Date.parse(entry.burst.peak), from), to);
    const end = Math.min(entry.burst.end ? Date.parse(entry.burst.end) : to, to);
    if (end <= from || begin >= to) continue;
    const under = line[Math.min(line.length - 1, Math.floor((peak - from) / step))];
    const at = x((under.time - from) / step) + (x(1) - x(0)) / 2;
    marks.push({...entry, at, peak: at, down: y(under.posts), left: x((begin - from) / step), right: x((end - from) / step)});
  }
  marks.sort((a, b) => a.at - b.at || b.number - a.number);
  marks.forEach((mark, i) => { mark.at = Math.max(mark.at, i ? marks[i - 1].at + ROOM : LEFT + 10); });
  for (let i = marks.length - 1; i >= 0; i--) {
    marks[i].at = Math.min(marks[i].at, i + 1 < marks.length ? marks[i + 1].at - ROOM : width - 11);
  }
  return marks;
}

function burstMark(mark) {
  return svg('a', {class: 'mark', href: hashFor({topic: mark.topic.id}), 'data-read': keyOfBurst(mark), 'data-key': keyOfBurst(mark),
    'aria-label': mark.number + ': ' + burstSays(mark.topic, mark.burst)},
    svg('path', {class: 'stem', d: `M${mark.at.toFixed(1)} 20L${mark.peak.toFixed(1)} 36V${mark.down.toFixed(1)}`}),
    svg('circle', {cx: mark.at.toFixed(1), cy: 11, r: 9}), svg('text', {x: mark.at.toFixed(1), y: 15}, mark.number));
}

function readout(line, entries) {
  const entry = entries.find(candidate => keyOfBurst(candidate) === reading);
  if (entry) return [el('b', {}, entry.number + ' '), burstSays(entry.topic, entry.burst)];
  const point = line.find(candidate => String(candidate.time) === reading) || line[line.length - 1];
  if (!point) return words.noChart;
  const all = opinions(point);
  return [el('b', {}, words.at(beijing(point.time), number(point.posts))), ' · ',
    CLASSES.map(name => words[name] + ' ' + number(point[name]) + ' (' + share(point[name], all) + ')').join(' · '),
    el('br'), reading ? '' : words.readAs];
}

function numbersOf(line) {
  const open = document.querySelector('#numbers[open]') !== null;
  const columns = [[words.time, 't'], [words.posts, 'n'], ...CLASSES.map(name => [words[name], 'n'])];
  return el('details', {id: 'numbers'}, el('summary', {}, words.numbers),
    open && table(words.numbers, columns, line.map(point => [beijing(point.time), number(point.posts),
      ...CLASSES.map(name => number(point[name]))])));
}

// `topic` has the posts, `entries` are the bursts to mark.
function largeChart(topic, entries, width) {
  const series = topic[range];
  const line = points(series);
  const step = series ? 1000 * series.step_seconds : 1;
  const most = Math.max(1, ...line.map(point => point.posts));
  const wide = (width - LEFT) / Math.max(line.length, 24);
  const x = i => LEFT + i * wide;
  const y = posts => BOTTOM - (BOTTOM - TOP) * posts / most;
  const marks = line.length ? placed(entries, line, step, x, y, width) : [];
  const read = marks.find(mark => keyOfBurst(mark) === reading);
  const at = line.findIndex(point => String(point.time) === reading);
  return el('figure', {},
    el('figcaption', {}, el('span', {}, words.volume(duration(step / 1000))), legend()),
    svg('svg', {id: 'large', tabindex: 0, role: 'group', width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`,
      'aria-label': aboutSeries(nameOf(topic), line)},
      svg('g', {'aria-hidden': true},
        read && svg('rect', {class: 'shade', x: read.left, y: TOP, width: Math.max(2, read.right - read.left), height: BOTTOM - TOP}),
        yAxis(most, y, width), bars(line, x, y, Math.max(0.5, wide - (wide > 5 ? 1 : 0))),
        line.length > 0 && xAxis(line, step, x, width),
        at >= 0 && svg('rect', {class: 'cursor', x: x(at), y: TOP, width: wide, height: BOTTOM - TOP})),
      marks.map(burstMark)),
    el('p', {class: 'readout', id: 'readout'}, readout(line, entries)), numbersOf(line));
}

function burstTable({entries, more}) {
  if (!entries.length) return el('p', {class: 'note'}, words.noBursts);
  const columns = [['#', 'n'], [words.topic, 'topic'], [words.cause, 'cause'], [words.severity, 'n'], [words.begin, 't'], [words.peak, 't'],
    [words.end, 't'], [words.burstPosts, 'n'], [words.expected, 'n']];
  const shown = table(words.burstsTitle, columns, entries.map(({topic, burst, number: place}) => [String(place),
    el('a', {href: hashFor({topic: topic.id})}, nameOf(topic)), causeOf(topic, burst) || words.unknownCause,
    decimal(burst.severity), beijing(burst.begin, true), beijing(burst.peak, true), burst.end ? beijing(burst.end, true) : words.running,
    number(burst.posts), decimal(expectedIn(burst))]));
  return [shown, more > 0 && el('p', {class: 'note'}, words.moreBursts(more))];
}
