// The page of one topic: #topic=ID.

const WEIBO = /^https:\/\/weibo\.com\/detail\/[0-9A-Za-z]+$/;

function sharesTable(title, column, cell, names, kinds) {
  const all = sum(Object.keys(names).map(key => cell[key] || 0));
  return el('section', {'aria-label': title}, el('h2', {}, title),
    table(title, [[column], [words.posts, 'n'], [words.share, 'n'], ['', 'w']], Object.entries(names).map(([key, name]) =>
      [name, number(cell[key] || 0), share(cell[key] || 0, all), partBar(cell[key] || 0, all, kinds[key] || 'neutral')])));
}

function sentimentTable(topic) {
  const names = Object.fromEntries(CLASSES.map(name => [name, words[name]]));
  const all = opinions(topic.now);
  const before = opinions(topic.previous);
  return el('section', {'aria-label': words.sentiment}, el('h2', {}, words.sentiment), sentimentBar(topic.now),
    table(words.sentiment, [[words.sentiment], [words.posts, 'n'], [words.share, 'n'], [words.previous, 'n'], [words.share, 'n']],
      CLASSES.map(name => [names[name], number(topic.now[name]), share(topic.now[name], all), number(topic.previous[name]),
        share(topic.previous[name], before)])),
    topic.shift && el('p', {class: 'note'}, shiftSays(topic.shift)));
}

function tagTables(topic) {
  return el('div', {class: 'two'},
    el('section', {'aria-label': words.hashtags}, el('h2', {}, words.hashtags), topic.hashtags.length ?
      table(words.hashtags, [[words.hashtag], [words.posts, 'n']], topic.hashtags.map(tag => [hashtag(tag.text), number(tag.posts)])) :
      el('p', {class: 'note'}, words.noHashtags)),
    el('section', {'aria-label': words.risingTerms}, el('h2', {}, words.risingTerms), topic.rising.length ?
      table(words.risingTerms, [[words.term], [words.posts, 'n'], [words.before(''), 'n'], [words.z, 'n']],
        topic.rising.map(rise => [rise.text, number(rise.now), number(rise.before), decimal(rise.z)])) :
      el('p', {class: 'note'}, words.noRising)));
}

function example(post) {
  const id = WEIBO.test(post.url || '') ?
    el('a', {href: post.url, rel: 'noreferrer noopener', target: '_blank'}, words.post(post.id)) : words.post(post.id);
  return el('li', {class: CLASSES.includes(post.sentiment) ? post.sentiment : 'neutral'},
    el('span', {class: 'kind'}, words[post.sentiment] || ''), post.text ? [post.text, ' '] : '', el('span', {class: 'note'}, id));
}

function examples(doc, topic) {
  const off = doc.topics.every(any => !any.examples.length);
  return el('section', {id: 'examples', 'aria-label': words.examples}, el('h2', {}, words.examples),
    el('p', {class: 'note'}, topic.examples.length ? words.examplesNote : off ? words.examplesOff : words.noExamples),
    el('ul', {class: 'posts'}, topic.examples.map(example)));
}

function topicPage(doc, id, width) {
  const back = el('p', {}, el('a', {href: hashFor({topic: null}), id: 'back'}, '← ' + words.back));
  const topic = doc.topics.find(any => any.id === id);
  if (!topic) return [back, el('h2', {id: 'name', tabindex: -1}, words.unknown(id))];
  const bursts = burstsOf([topic]);
  const faces = {happy: 'positive', angry: 'negative', sad: 'negative', fear: 'negative'};
  return [back, el('h2', {id: 'name', tabindex: -1}, nameOf(topic), ' ', badges(topic)),
    el('p', {class: 'note'}, words.now(beijing(doc.window.start), beijing(doc.window.end).slice(11))),
    tiles(topic, topic.burst && topic.burst.active ? 1 : 0), largeChart(topic, bursts.entries, width),
    el('section', {id: 'bursts', 'aria-label': words.bursts}, el('h2', {}, words.burstsTitle), burstTable(bursts)),
    el('div', {class: 'two'}, sentimentTable(topic), sharesTable(words.emotions, words.emotion, topic.now.emotions, words.emotionNames, faces),
      sharesTable(words.kinds, words.kind, topic.now, words.kindNames, {})),
    tagTables(topic), examples(doc, topic)];
}
