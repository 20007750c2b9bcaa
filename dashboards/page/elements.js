// How the page is drawn: each refresh makes the elements anew, and patch() changes what is shown only where
// it differs. So focus, selection and scrolling stay where they are. Texts are text nodes, never markup:
// hashtags come from posts.

const SVG = 'http://www.w3.org/2000/svg';

function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value !== undefined && value !== null && value !== false) element.setAttribute(name, value === true && !name.startsWith('aria-') ? '' : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== undefined && child !== null && child !== false) {
      element.append(child instanceof Node ? child : document.createTextNode(String(child)));
    }
  }
  return element;
}

function el(name, attributes, ...children) {
  return fill(document.createElement(name), attributes, children);
}

function svg(name, attributes, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function patchAttributes(shown, fresh) {
  // Whether details are open is for the reader to say.
  for (const {name} of [...shown.attributes]) {
    if (!fresh.hasAttribute(name) && name !== 'open') shown.removeAttribute(name);
  }
  for (const {name, value} of fresh.attributes) {
    if (shown.getAttribute(name) !== value) shown.setAttribute(name, value);
  }
}

function keyOf(node) {
  return node.nodeType === Node.ELEMENT_NODE ? node.getAttribute('data-key') : null;
}

function alike(shown, fresh) {
  return shown && shown.nodeName === fresh.nodeName && keyOf(shown) === keyOf(fresh);
}

// The children of `shown` become those of `fresh`; one with a key stays itself wherever it goes.
function patchChildren(shown, fresh) {
  const keyed = new Map([...shown.childNodes].filter(keyOf).map(node => [keyOf(node), node]));
  let place = shown.firstChild;
  for (const next of [...fresh.childNodes]) {
    const same = keyOf(next) ? keyed.get(keyOf(next)) : place;
    if (!alike(same, next)) {
      shown.insertBefore(next, place);
      continue;
    }
    if (same === place) place = place.nextSibling;
    else shown.insertBefore(same, place);
    patch(same, next);
  }
  while (place) {
    const rest = place.nextSibling;
    place.remove();
    place = rest;
  }
}

function patch(shown, fresh) {
  if (shown.nodeType !== Node.ELEMENT_NODE) {
    if (shown.data !== fresh.data) shown.data = fresh.data;
    return;
  }
  patchAttributes(shown, fresh);
  patchChildren(shown, fresh);
}

// What stands inside an element of the page becomes `children`.
function show(id, ...children) {
  const shown = document.getElementById(id);
  patchChildren(shown, el('div', {}, ...children));
}

// A table with a caption, headers for columns, and for rows in its first column. A column is
// [title, class]; a cell is a text or an element.
function table(caption, columns, rows) {
  return el('div', {class: 'scroll', tabindex: 0, role: 'region', 'aria-label': words.table(caption)},
    el('table', {}, el('caption', {class: 'hidden'}, caption),
      el('thead', {}, el('tr', {}, columns.map(([title, kind]) => el('th', {scope: 'col', class: kind}, title)))),
      el('tbody', {}, rows.map(row => el('tr', {}, row.map((cell, i) =>
        el(i ? 'td' : 'th', {scope: i ? null : 'row', class: columns[i][1]}, cell)))))));
}
