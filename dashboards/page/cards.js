// A topic as a card. It has the same lines whatever there is to tell, so nothing jumps at a refresh.

function badges(topic) {
  return el('span', {class: 'badges'},
    topic.burst && topic.burst.active && el('span', {class: 'badge burst', title: burstSays(topic, topic.burst)},
      words.burst + ' ' + decimal(topic.burst.severity)),
    topic.shift && topic.shift.active && el('span', {class: 'badge', title: shiftSays(topic.shift)},
      words.shift(signed(topic.shift.value * 100))));
}

function shiftSays(shift) {
  return words.shiftSays(signed(shift.value * 100), signed(shift.low * 100), signed(shift.high * 100),
    number(shift.now_n), number(shift.before_n));
}

function burstLine(topic) {
  const burst = topic.burst;
  if (!burst || !burst.active) return el('p', {class: 'line'}, words.calm);
  return el('p', {class: 'line', title: burstSays(topic, burst)}, words.burst + ' ' + beijing(burst.begin, true).slice(6) + ': ',
    el('b', {}, causeOf(topic, burst) || words.unknownCause));
}

function tagLine(topic) {
  const text = topic.hashtags.slice(0, 3).map(tag => hashtag(tag.text)).join(' ');
  return el('p', {class: 'line', title: text}, text ? el('b', {}, text) : words.noHashtags);
}

function riseLine(topic) {
  const text = topic.rising.slice(0, 4).map(rise => rise.text + ' ' + number(rise.now) + ' (' + number(rise.before) + ')').join(', ');
  return el('p', {class: 'line', title: text}, words.risingTerms + ': ', text ? el('b', {}, text) : MISSING);
}

function card(topic) {
  const now = topic.now;
  const figure = (title, kind, value, more) => [title + ' ', el('b', {'data-value': kind}, value), more ? ' (' + more + ')' : ''];
  return el('article', {class: 'card', 'data-key': topic.id, 'data-topic': topic.id, 'aria-label': nameOf(topic)},
    el('div', {class: 'top'}, el('h3', {}, el('a', {href: hashFor({topic: topic.id}), title: nameOf(topic)}, nameOf(topic))), badges(topic)),
    el('p', {class: 'volume'}, el('span', {}, el('b', {'data-value': 'posts'}, number(now.posts)), ' ', words.posts.toLowerCase()),
      el('span', {'data-value': 'change'}, change(now.posts, topic.previous.posts))),
    sparkline(topic, points(topic[range]), topic[range] ? topic[range].step_seconds : 1), sentimentBar(now), counts(now),
    el('p', {class: 'line'}, figure(words.net, 'net', net(now.net_all), span(now.net_all))),
    el('p', {class: 'line'}, figure(words.authors, 'authors', number(now.authors)), ' · ', figure(words.copies, 'copies', percent(now.copy_share))),
    burstLine(topic), tagLine(topic), riseLine(topic));
}
