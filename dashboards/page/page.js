// What the page does: asks for /api/v1/now again and again while it is looked at, and draws the answer.
//
// Choices stand in the address, behind #, and are remembered where the browser allows it.

const EVERY = 2000;
const PATIENCE = 10000;
const CHOICES = {lang: ['zh', 'en'], theme: ['auto', 'light', 'dark'], range: ['recent', 'past'], order: ['posts', 'change', 'file']};

let doc = null;      // the newest answer
let trouble = null;  // why there is none any more, and since when: {why, since}
let samples = [];    // of answers: {at, event, counted}
let lang, theme, range, order, words;

function address() {
  return new URLSearchParams(location.hash.slice(1));
}

// The address with some choices changed; null takes one away.
function hashFor(changes) {
  const found = address();
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) found.delete(name);
    else found.set(name, value);
  }
  return '#' + found.toString();
}

function remembered(name) {
  try {
    return localStorage.getItem('yuqing.' + name);
  } catch (denied) {
    return null;
  }
}

function remember(name, value) {
  try {
    localStorage.setItem('yuqing.' + name, value);
  } catch (denied) {
    // Then the address alone remembers.
  }
}

function choice(name, fallback) {
  return [address().get(name), remembered(name), fallback].find(value => CHOICES[name].includes(value));
}

function choose() {
  lang = choice('lang', /^zh/i.test(navigator.language || '') ? 'zh' : 'en');
  theme = choice('theme', 'auto');
  range = choice('range', 'past');
  order = choice('order', 'posts');
  words = WORDS[lang];
  document.documentElement.lang = words.html;
  if (theme === 'auto') document.documentElement.removeAttribute('data-theme');
  else document.documentElement.setAttribute('data-theme', theme);
}

function set(name, value) {
  remember(name, value);
  history.replaceState(null, '', hashFor({[name]: value}));
  choose();
  draw();
}

function group(name, title, texts) {
  return el('span', {class: 'group', role: 'group', 'aria-label': title}, CHOICES[name].map(value =>
    el('button', {type: 'button', 'data-set': name, value, 'aria-pressed': String({lang, theme, range}[name] === value),
      lang: name === 'lang' ? WORDS[value].html : null}, texts[value])));
}

// Posts a second and how fast time runs, over the last answers.
function pace() {
  const [first, last] = [samples[0], samples[samples.length - 1]];
  const seconds = samples.length > 1 ? (last.at - first.at) / 1000 : 0;
  if (seconds < 3) return {};
  return {posts: (last.counted - first.counted) / seconds, speed: (last.event - first.event) / 1000 / seconds};
}

function figures(job) {
  const {posts, speed} = pace();
  const lag = job.event_lag_seconds;
  const parts = [
    job.event_time ? words.eventTime(beijing(job.event_time), lag > 0 && !job.replay ? duration(lag) : '') : words.noEvents,
    job.replay && words.replay, speed >= 1.5 && words.speed(number(speed)), words.counted(number(job.counted)),
    posts >= 0.5 && words.rate(number(posts)), job.lag_records > 0 && words.backlog(number(job.lag_records)),
    job.late > 0 && words.late(number(job.late)), job.rejected > 0 && words.rejected(number(job.rejected))];
  return parts.filter(Boolean).map(part => el('span', {}, part));
}

function drawHealth() {
  const job = doc && doc.job;
  const why = job ? Object.entries(job.reasons || {}).map(([part, reason]) => part + ': ' + reason).join('; ') : '';
  const state = trouble ? words.stale(trouble.since.toLocaleTimeString(words.html), trouble.why()) :
    !job ? words.waiting : job.ready ? words.ready : words.unready(why);
  document.getElementById('health').className = trouble || (job && !job.ready) ? 'health bad' : 'health';
  show('state', state);
  show('figures', job ? figures(job) : '');
}

function drawMain() {
  const main = document.getElementById('main');
  if (!doc) return show('main', el('p', {class: 'empty'}, words.waiting));
  if (!doc.window || !doc.window.start) return show('main', el('p', {class: 'empty'}, words.nothing));
  const padding = getComputedStyle(main);
  const width = Math.max(280, Math.floor(main.clientWidth - parseFloat(padding.paddingLeft) - parseFloat(padding.paddingRight) - 22));
  const id = address().get('topic');
  show('main', id ? topicPage(doc, id, width) : overview(doc, width));
}

function draw() {
  const topic = doc && doc.topics.find(any => any.id === address().get('topic'));
  document.title = (topic ? nameOf(topic) + ' · ' : '') + words.title + ' · yuqing 舆情';
  show('home', words.title);
  document.getElementById('home').setAttribute('href', hashFor({topic: null}));
  show('skip', words.skip);
  show('controls', group('range', words.range, words.ranges), group('lang', words.language, {zh: '中文', en: 'English'}),
    group('theme', words.theme, words.themes));
  drawHealth();
  drawMain();
  show('foot', el('p', {}, words.foot), el('p', {}, el('a', {href: '/api/v1/now'}, words.json), ' · ', el('a', {href: '/metrics'}, words.metrics),
    ' · ', el('a', {href: '/readyz'}, words.readyz), ' · yuqing ' + (doc ? doc.job.yuqing : '')));
}

function failed(why) {
  if (!trouble) trouble = {since: new Date()};
  trouble.why = why;
  samples = [];
}

async function ask() {
  const patience = new AbortController();
  const alarm = setTimeout(() => patience.abort(), PATIENCE);
  try {
    const answer = await fetch('/api/v1/now', {signal: patience.signal, cache: 'no-store'});
    if (!answer.ok) return failed(() => words.refused(answer.status));
    const fresh = await answer.json().catch(() => null);
    if (!fresh || !fresh.job || !Array.isArray(fresh.topics)) return failed(() => words.broken);
    if (fresh.version !== 1) return failed(() => words.other(fresh.version));
    doc = fresh;
    trouble = null;
    samples.push({at: performance.now(), event: Date.parse(doc.job.event_time) || 0, counted: doc.job.counted});
    samples = samples.filter(sample => performance.now() - sample.at < 12000);
  } catch (silent) {
    failed(() => words.silent);
  } finally {
    clearTimeout(alarm);
  }
}

let timer = null;
let round = 0;
async function refresh() {
  const mine = ++round;
  clearTimeout(timer);
  if (document.visibilityState === 'hidden') return;
  await ask();
  draw();
  if (mine === round) timer = setTimeout(refresh, EVERY);
}

// The bar that is read moves with the arrow keys.
function readNext(event) {
  const by = {ArrowLeft: -1, ArrowRight: 1}[event.key];
  const topic = doc && doc.topics.find(any => any.id === (address().get('topic') || 'all'));
  if (!by || !topic || event.target.id !== 'large') return;
  const line = points(topic[range]);
  const at = line.findIndex(point => String(point.time) === reading);
  const next = line[at < 0 ? line.length - 1 : Math.min(line.length - 1, Math.max(0, at + by))];
  event.preventDefault();
  read(next ? String(next.time) : null);
}

function readUnderPointer(event) {
  const chart = event.target.closest && event.target.closest('#large');
  const mark = event.target.closest && event.target.closest('[data-read]');
  const topic = chart && doc.topics.find(any => any.id === (address().get('topic') || 'all'));
  if (!topic) return event.pointerType === 'mouse' && document.activeElement.id !== 'large' ? read(null) : undefined;
  if (mark) return read(mark.getAttribute('data-read'));
  const line = points(topic[range]);
  const box = chart.getBoundingClientRect();
  const wide = (box.width - LEFT) / Math.max(line.length, 24);
  const point = line[Math.floor((event.clientX - box.left - LEFT) / wide)];
  read(point ? String(point.time) : null);
}

function read(what) {
  if (reading === what) return;
  reading = what;
  drawMain();
}

document.addEventListener('click', event => {
  const button = event.target.closest('button[data-set]');
  if (button) set(button.getAttribute('data-set'), button.value);
  if (event.target.id === 'skip') {
    event.preventDefault();  // the address stays that of the choices
    document.getElementById('main').focus();
  }
});
document.addEventListener('change', event => {
  if (event.target.matches('select[data-set]')) set(event.target.getAttribute('data-set'), event.target.value);
});
document.addEventListener('toggle', event => event.target.id === 'numbers' && drawMain(), true);
document.addEventListener('keydown', readNext);
document.addEventListener('pointermove', readUnderPointer);
document.addEventListener('pointerdown', readUnderPointer);
document.addEventListener('focusin', event => {
  const mark = event.target.closest('[data-read]');
  if (mark) read(mark.getAttribute('data-read'));
  else if (event.target.id !== 'large') read(null);
});
document.addEventListener('visibilitychange', refresh);
addEventListener('resize', () => drawMain());
addEventListener('hashchange', () => {
  choose();
  reading = null;
  draw();
  const name = document.getElementById('name');
  (name || document.getElementById('main')).focus({preventScroll: true});
  scrollTo(0, 0);
});

choose();
draw();
refresh();
