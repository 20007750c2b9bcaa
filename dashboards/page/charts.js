// The small charts. Each says in words what it shows.

const CLASSES = ['negative', 'neutral', 'positive'];
const SIGNS = {negative: '−', neutral: '·', positive: '+'};

// Three parts of one line; the numbers stand below it, see counts().
function sentimentBar(cell) {
  const all = opinions(cell);
  let at = 0;
  const parts = all === 0 ? [] : CLASSES.map(name => {
    const width = 100 * cell[name] / all;
    at += width;
    return svg('rect', {class: name, x: (at - width).toFixed(2) + '%', y: 0, width: width.toFixed(2) + '%', height: 12});
  });
  return svg('svg', {class: 'bar3', 'aria-hidden': true}, svg('rect', {class: 'none', width: '100%', height: 12}), parts);
}

function counts(cell) {
  const all = opinions(cell);
  return el('div', {class: 'counts'}, CLASSES.map(name => el('span', {title: words[name]},
    el('span', {'aria-hidden': true}, SIGNS[name] + ' '), el('span', {class: 'hidden'}, words[name] + ' '),
    el('span', {'data-value': name}, number(cell[name])), ' (' + share(cell[name], all) + ')')));
}

function aboutSeries(what, line) {
  if (!line.length) return what + ': ' + words.noChart;
  const most = largest(line, point => point.posts);
  return words.chart(what, beijing(line[0].time), beijing(line[line.length - 1].time), number(sum(line.map(p => p.posts))),
    number(most.posts), beijing(most.time, true), number(line[line.length - 1].posts));
}

// Posts over time, with bursts shaded.
function sparkline(topic, line, step) {
  const most = Math.max(1, ...line.map(point => point.posts));
  const x = i => line.length > 1 ? 100 * i / (line.length - 1) : 100;
  const path = line.map((point, i) => `${i ? 'L' : 'M'}${x(i).toFixed(2)} ${(38 - 36 * point.posts / most).toFixed(2)}`).join('');
  const from = line.length ? line[0].time : 0;
  const length = Math.max(1, (line.length - 1) * step * 1000);
  const place = time => Math.min(100, Math.max(0, 100 * (time - from) / length));
  const shades = line.length ? topic.bursts.map(burst => {
    const begin = place(Date.parse(burst.begin));
    const end = burst.end ? place(Date.parse(burst.end)) : 100;
    return end > begin && svg('rect', {class: 'shade', x: begin.toFixed(2), y: 0, width: (end - begin).toFixed(2), height: 40});
  }) : [];
  return svg('svg', {class: 'spark', role: 'img', viewBox: '0 0 100 40', preserveAspectRatio: 'none',
    'aria-label': aboutSeries(nameOf(topic), line)}, shades,
    line.length > 1 && svg('path', {class: 'under', d: path + 'L100 40L0 40Z'}), line.length > 1 && svg('path', {d: path}));
}

// A part of a whole, in a cell of a table.
function partBar(part, whole, kind) {
  return svg('svg', {'aria-hidden': true, viewBox: '0 0 100 12', preserveAspectRatio: 'none'},
    svg('rect', {class: 'none', width: 100, height: 12}),
    svg('rect', {class: kind, width: whole > 0 ? (100 * part / whole).toFixed(2) : 0, height: 12}));
}

function legend() {
  const shown = ['negative', 'neutral', 'positive', 'none'];
  return el('span', {class: 'legend'}, shown.map(name => el('span', {},
    svg('svg', {viewBox: '0 0 12 12', 'aria-hidden': true}, svg('rect', {class: name, width: 12, height: 12})), words[name])));
}
