// What is shown first: all posts, what moved, what burst, then every topic.

const SORT_EVERY = 30000;
const MOVERS = 3;

let sorted = {order: null, at: 0, ids: []};

function tile(title, kind, value, more) {
  return el('div', {class: 'tile'}, el('dt', {}, title), el('dd', {'data-value': kind}, value), el('dd', {}, more || ' '));
}

// The figures of all posts, or of one topic.
function tiles(topic, running) {
  const now = topic.now;
  return el('dl', {class: 'tiles', 'data-topic': topic.id},
    tile(words.posts, 'posts', number(now.posts), change(now.posts, topic.previous.posts)),
    tile(words.net, 'net', net(now.net_all), now.net_all ? words.ninetyFive + span(now.net_all) : ''),
    tile(words.authors, 'authors', number(now.authors), now.authors > 0 ? words.perAuthor((now.posts / now.authors).toFixed(1)) : ''),
    tile(words.copies, 'copies', percent(now.copy_share), words.texts(number(now.texts))),
    tile(words.bursts, 'bursts', words.runningBursts(running), topic.shift && topic.shift.active ? words.shift(signed(topic.shift.value * 100)) : ''));
}

function movers(topics) {
  const moved = topics.map(topic => ({topic, by: topic.now.posts - topic.previous.posts}));
  const list = (title, entries) => el('div', {}, el('h3', {}, title), el('ul', {class: 'movers'},
    Array.from({length: MOVERS}, (_, i) => entries[i]).map(entry => el('li', {}, entry ?
      [el('a', {href: hashFor({topic: entry.topic.id})}, nameOf(entry.topic)), el('span', {}, change(entry.topic.now.posts, entry.topic.previous.posts))] :
      el('span', {class: 'note'}, words.still)))));
  return el('section', {id: 'movers', 'aria-label': words.movers}, el('h2', {}, words.movers), el('p', {class: 'note'}, words.moversNote),
    el('div', {class: 'two'},
      list('▲ ' + words.up, moved.filter(entry => entry.by > 0).sort((a, b) => b.by - a.by)),
      list('▼ ' + words.down, moved.filter(entry => entry.by < 0).sort((a, b) => a.by - b.by))));
}

function tagChips(all) {
  const rising = all.rising.slice(0, 12).map(rise => el('li', {}, '▲ ' + rise.text + ' ', el('b', {}, number(rise.now)), ' (' + words.before(number(rise.before)) + ')'));
  const most = all.hashtags.slice(0, 12).map(tag => el('li', {}, hashtag(tag.text) + ' ', el('b', {}, number(tag.posts))));
  return el('section', {id: 'tags', 'aria-label': words.rising}, el('h2', {}, words.rising),
    el('ul', {class: 'chips', id: 'rising'}, rising.length ? rising : el('li', {}, words.noRising)), el('h3', {}, words.hashtags),
    el('ul', {class: 'chips', id: 'hashtags'}, most.length ? most : el('li', {}, words.noHashtags)));
}

// Sorted anew now and then, and never under the pointer or the focus: nothing runs away from a reader.
function inOrder(topics) {
  const busy = document.querySelector('.cards:hover, .cards:focus-within') !== null;
  const known = sorted.ids.length === topics.length && topics.every(topic => sorted.ids.includes(topic.id));
  if (!known || sorted.order !== order || (!busy && Date.now() - sorted.at > SORT_EVERY)) {
    const posts = topic => sum(points(topic[range]).map(point => point.posts));
    const by = {posts: (a, b) => posts(b) - posts(a), file: () => 0,
      change: (a, b) => Math.abs(b.now.posts - b.previous.posts) - Math.abs(a.now.posts - a.previous.posts)}[order];
    sorted = {order, at: Date.now(), ids: [...topics].sort(by).map(topic => topic.id)};
  }
  return sorted.ids.map(id => topics.find(topic => topic.id === id));
}

function overview(doc, width) {
  const [all, ...topics] = doc.topics;
  const bursts = burstsOf(doc.topics);
  const running = topics.filter(topic => topic.burst && topic.burst.active).length;
  return [
    el('p', {class: 'note'}, words.now(beijing(doc.window.start), beijing(doc.window.end).slice(11))),
    tiles(all, running), largeChart(all, bursts.entries, width),
    el('div', {class: 'two'}, movers(topics), tagChips(all)),
    el('section', {id: 'bursts', 'aria-label': words.bursts}, el('h2', {}, words.burstsTitle), burstTable(bursts)),
    el('section', {id: 'topics', 'aria-label': words.topics},
      el('div', {class: 'head'}, el('h2', {}, words.topics),
        el('label', {}, words.order + ' ', el('select', {id: 'order', 'data-set': 'order'}, Object.entries(words.orders).map(([value, text]) =>
          el('option', {value, selected: value === order}, text))))),
      el('div', {class: 'cards'}, inOrder(topics).map(card))),
  ];
}
