(function () {
'use strict';
var byId = function (id) { return document.getElementById(id); };
var make = function (name, className, text) {
  var element = document.createElement(name);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
};
var all = function (selector, root) { return Array.from((root || document).querySelectorAll(selector)); };
var grouped = function (n) { return String(n).replace(/\B(?=(\d{3})+$)/g, ','); };
var say = function (text) { byId('status').textContent = text; };
var calm = window.matchMedia('(prefers-reduced-motion: reduce)');

/* What the page knows beside its texts; read when it is first needed. */
var known = null;
function data() {
  if (known) return known;
  known = { articles: new Map(), pairs: new Map(), shades: new Map(), leftOut: 0 };
  var element = byId('data');
  if (!element) return known;
  var island = JSON.parse(element.textContent);
  known.kinds = island.kinds;
  island.articles.forEach(function (a) { known.articles.set(a[0], { id: a[1], words: a[2], own: a[3], credits: a[4], furniture: a[5], quotes: a[6] }); });
  island.pairs.forEach(function (pair) { known.pairs.set(pair[0] + ' ' + pair[1], pair); });
  all('.members tbody tr').forEach(function (row) {
    var article = known.articles.get(+row.dataset.place);
    if (article) article.row = row;
  });
  island.shades.forEach(function (entry) { known.shades.set(entry[0], entry[2]); });
  known.leftOut = island.left_out;
  known.reasons = island.reasons;
  return known;
}
/* An article; what its row in the table of members says is not said twice. */
function articleOf(place) {
  var article = data().articles.get(place);
  if (!article || article.title !== undefined) return article;
  var said = function (selector) {
    var element = article.row && article.row.querySelector(selector);
    return element ? element.textContent : null;
  };
  var out = article.row && article.row.querySelector('.out');
  article.title = said('th bdi') || article.id;
  article.source = said('.source');
  article.date = said('.date');
  article.link = out ? out.getAttribute('href') : null;
  return article;
}
/* A pair, with the places in A and B of each passage and of its edits. */
function pairOf(a, b) {
  var p = data().pairs.get(Math.min(a, b) + ' ' + Math.max(a, b));
  if (!p) return null;
  return {
    kind: known.kinds[p[2]], a_in_b: p[3], b_in_a: p[4], shared_a: p[5], shared_b: p[6], run: p[7], resemblance: p[8], truncated: p[9], same_source: p[10],
    passages: p[11].map(function (one) { return { at: one[0], words: one[1], className: one[2], edits: editsOf(one[0], one[3]) }; })
  };
}
/* Each edit is five numbers: operation; in A how far it starts from the end of the one before, or from
   the start of the passage, and its length; the same in B. */
function editsOf(at, flat) {
  var edits = [], a = at[0], b = at[2];
  for (var n = 0; n < flat.length; n += 5) {
    var startA = a + flat[n + 1], startB = b + flat[n + 3];
    a = startA + flat[n + 2];
    b = startB + flat[n + 4];
    edits.push([flat[n], [startA, a, startB, b]]);
  }
  return edits;
}
function textOf(place) {
  var element = byId('t' + place);
  return element ? element.textContent : '';
}

/* Screens. */
var titleEnd = document.title;
var screens = all('.screen');
var shown = null;
var scrolled = {};
var started = new Set();
/* What a screen needs, once it is first shown. */
function start(screen) {
  if (started.has(screen)) return;
  started.add(screen);
  var begin = { clusters: list, sources: sources, flows: flows, quotes: quotes }[screen.id];
  if (begin) begin();
  /* Without this script a field of "Each against each" leads to the text of its row. */
  var places = all('.members tbody tr', screen).map(function (row) { return row.dataset.place; });
  all('.heat tbody tr', screen).forEach(function (row, at) {
    all('td a', row).forEach(function (link) { link.href = '#compare/' + screen.id + '/' + places[at] + '/' + places[link.parentElement.cellIndex - 1]; });
  });
}
function show(screen) {
  start(screen);
  if (shown === screen) return;
  if (shown) { scrolled[shown.id] = window.scrollY; shown.classList.remove('on'); }
  screens.forEach(function (other) { if (other !== screen) other.classList.remove('on'); });
  screen.classList.add('on');
  shown = screen;
  var section = screen.classList.contains('cluster') ? 'clusters' : screen.id;
  all('[data-nav]').forEach(function (link) {
    if (link.dataset.nav === section) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  });
}
function route(isFirst) {
  var hash = location.hash.slice(1);
  var screen, target = null;
  if (/^compare(\/|$)/.test(hash)) {
    screen = byId('compare');
    show(screen);
    compare(hash.split('/'));
  } else {
    if (/^clusters(\/|$)/.test(hash)) hash = find(hash.slice(9));
    target = /^[\w-]+$/.test(hash) ? byId(hash) : null;
    screen = target && (target.closest('.screen') || target.id === 'main' && shown);
    if (!screen) { screen = screens[0]; target = null; }
    show(screen);
    if (screen.classList.contains('cluster')) shade(screen);
  }
  var heading = screen.querySelector('h1');
  document.title = (heading ? heading.textContent + ' – ' : '') + titleEnd;
  if (isFirst && !hash) return;
  if (target && target !== screen) {
    for (var d = target.closest('details'); d; d = d.parentElement.closest('details')) d.open = true;
    if (!target.hasAttribute('tabindex')) target.setAttribute('tabindex', '-1');
    target.scrollIntoView({ block: 'start', behavior: 'instant' });
    target.focus({ preventScroll: true });
    return;
  }
  window.scrollTo({ top: screen.id === 'clusters' ? scrolled.clusters || 0 : 0, behavior: 'instant' });
  if (heading) heading.focus({ preventScroll: true });
}

/* An anchor's text that stands under another cluster, shaded for this one. */
function shade(screen) {
  var box = screen.querySelector('.again');
  if (!box || !box.hidden) return;
  var text = textOf(box.dataset.of);
  var shades = data().shades.get(screen.id);
  if (!shades || !text) return;
  var at = 0;
  shades.forEach(function (stretch) {
    box.append(text.slice(at, stretch[0]), make('span', 'k' + stretch[2], text.slice(stretch[0], stretch[1])));
    at = stretch[1];
  });
  box.append(text.slice(at));
  box.hidden = false;
}

/* The list of clusters, filtered by a link or, once that is left, whole again. */
var found = '';
function find(words) {
  var field = byId('filter-text');
  show(byId('clusters'));
  try { words = decodeURIComponent(words); } catch (error) { words = ''; }
  if (field && (words !== found || words && words !== field.value)) {
    field.value = found = words;
    field.dispatchEvent(new Event('input'));
    scrolled.clusters = 0;
  }
  return 'clusters';
}
/* The list of clusters. */
function list() {
  var table = byId('cluster-table');
  if (!table) return;
  var rows = Array.from(table.tBodies[0].rows).map(function (row, place) {
    return { row: row, place: place, text: (row.cells[0].textContent + ' ' + (row.cells[8] ? row.cells[8].textContent : '')).toLowerCase(), kind: row.cells[1].textContent, size: +row.cells[2].textContent, sources: +row.cells[3].textContent };
  });
  var page = pages(table, rows, 60);
  var fields = ['text', 'kind', 'size', 'sources'].map(function (name) { return byId('filter-' + name); });
  function filter() {
    var words = fields[0].value.toLowerCase().split(/\s+/).filter(Boolean);
    var kind = fields[1].value, size = +fields[2].value, sources = +fields[3].value;
    rows.forEach(function (r) {
      r.fits = (!kind || r.kind === kind) && r.size >= size && r.sources >= sources && words.every(function (w) { return r.text.includes(w); });
    });
    var left = page();
    byId('filter-none').hidden = left > 0;
    tell('filter-count', left, rows.length, 'cluster');
  }
  fields.forEach(function (field) { field.addEventListener('input', filter); });
  byId('filter-text').form.addEventListener('submit', function (event) { event.preventDefault(); });
  byId('filter-clear').addEventListener('click', function () {
    byId('filter-text').form.reset();
    filter();
    fields[0].focus();
  });
  sortable(table, rows, page);
  filter();
}

/* A long table holds the first rows that fit; more come when its end is near. What is in the table
   costs time with each change of it, what is beside it does not. */
function pages(table, rows, step) {
  var body = table.tBodies[0], here = [], shown_ = 0;
  var more = make('button', 'scripted more-rows');
  more.type = 'button';
  table.closest('.scroll').after(more);
  function add(count) {
    var fragment = document.createDocumentFragment();
    here.slice(shown_, shown_ + count).forEach(function (r) { fragment.append(r.row); });
    body.append(fragment);
    shown_ = Math.min(shown_ + count, here.length);
    var left = here.length - shown_;
    more.hidden = !left;
    more.textContent = 'Show more: ' + grouped(left) + ' left';
  }
  more.addEventListener('click', function () {
    var next = here[shown_];
    add(step);
    var link = next && next.row.querySelector('a');
    if (link) link.focus();
  });
  if (window.IntersectionObserver) new IntersectionObserver(function (seen) {
    if (seen.some(function (one) { return one.isIntersecting; })) add(step);
  }, { rootMargin: '600px' }).observe(more);
  window.addEventListener('beforeprint', function () { add(here.length); });
  return function () {
    here = rows.filter(function (r) { return r.fits; });
    shown_ = 0;
    body.replaceChildren();
    add(step);
    return here.length;
  };
}
/* Heads of a table as buttons that sort its rows. */
function sortable(table, rows, page) {
  var body = table.tBodies[0];
  var heads = Array.from(table.tHead.rows[0].cells);
  heads.forEach(function (head, column) {
    if (!head.dataset.sort) return;
    var button = make('button');
    button.type = 'button';
    button.append.apply(button, Array.from(head.childNodes));
    head.append(button);
    button.addEventListener('click', function () {
      var isNumber = head.dataset.sort === 'number';
      var before = head.getAttribute('aria-sort');
      var down = before ? before === 'ascending' : isNumber;
      heads.forEach(function (other) { other.removeAttribute('aria-sort'); });
      head.setAttribute('aria-sort', down ? 'descending' : 'ascending');
      var value = function (r) {
        var cell = r.row.cells[column], said = cell.dataset.v;
        if (said === undefined) said = (cell.querySelector('bdi') || cell).textContent.trim();
        return isNumber ? +said : said;
      };
      var keyed = rows.map(function (r) { return [value(r), r]; });
      keyed.sort(function (x, y) {
        if (x[0] === '' || y[0] === '') return (x[0] === '') - (y[0] === '') || x[1].place - y[1].place;
        var order = isNumber ? x[0] - y[0] : x[0].localeCompare(y[0]);
        return (down ? -order : order) || x[1].place - y[1].place;
      });
      if (page) {
        keyed.forEach(function (entry, place) { rows[place] = entry[1]; });
        page();
      } else body.append.apply(body, keyed.map(function (entry) { return entry[1].row; }));
      say('Sorted by ' + button.textContent + ', ' + (down ? 'descending' : 'ascending'));
    });
  });
}
/* Links to the clusters in which all of some names stand. */
function finds(link, names) { if (link) link.href = '#clusters/' + encodeURIComponent(names.join(' ')); }
function namesIn(row) { return all('bdi', row).map(function (name) { return name.textContent; }); }
/* Tables of an audit. */
function numbered(table) { return Array.from(table.tBodies[0].rows).map(function (row, place) { return { row: row, place: place, fits: true }; }); }
function sources() {
  var table = byId('source-table'), field = byId('source-text');
  if (!table) return;
  var rows = numbered(table), page = pages(table, rows, 100);
  rows.forEach(function (r) { r.text = r.row.cells[0].textContent.toLowerCase(); });
  all('.outlet').forEach(function (outlet) {
    var name = namesIn(outlet.querySelector('h3'))[0];
    finds(outlet.querySelector('h3 [data-find]'), [name]);
    all('.feeders tbody tr', outlet).forEach(function (row) { finds(row.querySelector('[data-find]'), namesIn(row).concat(name)); });
  });
  sortable(table, rows, page);
  field.form.addEventListener('submit', function (event) { event.preventDefault(); });
  field.addEventListener('input', function () {
    var word = field.value.trim().toLowerCase();
    rows.forEach(function (r) { r.fits = r.text.includes(word); });
    var left = page();
    byId('source-none').hidden = left > 0;
    tell('source-count', left, rows.length, 'source');
  });
  page();
}
function flows() {
  var table = byId('flow-table'), least = byId('flow-least'), edges = all('.network .edge');
  if (!table) return;
  var rows = numbered(table), page = pages(table, rows, 100);
  rows.forEach(function (r) { finds(r.row.querySelector('[data-find]'), namesIn(r.row)); });
  sortable(table, rows, page);
  page();
  least.form.addEventListener('submit', function (event) { event.preventDefault(); });
  least.addEventListener('input', function () {
    var words = +least.value;
    edges.forEach(function (edge) { edge.toggleAttribute('hidden', +edge.dataset.words < words); });
    rows.forEach(function (r) { r.fits = +r.row.dataset.words >= words; });
    tell('flow-count', page(), rows.length, 'flow');
  });
}
function tell(id, left, of, noun) {
  var told = (left === of ? '' : grouped(left) + ' of ') + grouped(of) + ' ' + noun + (of === 1 ? '' : 's');
  byId(id).textContent = told;
  say(told);
}

/* The list of quotations. */
function quotes() {
  var field = byId('quote-text'), changed = byId('quote-changed');
  if (!field) return;
  var speakers = all('#quotes .speaker').map(function (section) {
    var name = section.querySelector('h2').textContent.toLowerCase();
    return { section: section, quotes: all('.quote', section).map(function (quote) { return { row: quote, text: name + ' ' + quote.textContent.toLowerCase() }; }) };
  });
  function filter() {
    var words = field.value.toLowerCase().split(/\s+/).filter(Boolean), left = 0, of = 0;
    speakers.forEach(function (speaker) {
      var here = 0;
      speaker.quotes.forEach(function (q) {
        var fits = (!changed.checked || q.row.hasAttribute('data-changed')) && words.every(function (w) { return q.text.includes(w); });
        q.row.hidden = !fits;
        if (fits) here++;
      });
      speaker.section.hidden = !here;
      left += here;
      of += speaker.quotes.length;
    });
    byId('quote-none').hidden = left > 0;
    tell('quote-count', left, of, 'quotation');
  }
  field.addEventListener('input', filter);
  changed.addEventListener('change', filter);
  field.form.addEventListener('submit', function (event) { event.preventDefault(); });
  byId('quote-clear').addEventListener('click', function () {
    field.form.reset();
    filter();
    field.focus();
  });
}

/* Two articles side by side. */
var state = null;
function compare(parts) {
  var cluster = parts[1] && /^c\d+$/.test(parts[1]) ? byId(parts[1]) : null;
  var places = [parseInt(parts[2], 10), parseInt(parts[3], 10)];
  var articles = places.map(articleOf);
  var fits = articles[0] && articles[1] && places[0] !== places[1];
  byId('compare-empty').hidden = !!fits;
  byId('compare-body').hidden = !fits;
  var crumb = byId('compare-crumb');
  while (crumb.children.length > 1) crumb.lastChild.remove();
  byId('compare-title').textContent = 'Compare';
  state = null;
  if (!fits) return;
  if (cluster) {
    var back = make('a', '', cluster.id + ', ' + cluster.querySelector('h1').textContent);
    back.href = '#' + cluster.id;
    var slash = make('span', '', '/');
    slash.setAttribute('aria-hidden', 'true');
    crumb.append(slash, back);
  }
  var names = articles.map(function (a) { return a.source || a.id; });
  byId('compare-title').textContent = 'Compare ' + (names[0] === names[1] ? 'two articles of ' + names[0] : names.join(' with '));
  var choices = cluster ? all('.members tbody tr', cluster).map(function (row) { return +row.dataset.place; }) : places.slice();
  places.forEach(function (place) { if (!choices.includes(place)) choices.push(place); });
  ['pick-a', 'pick-b'].forEach(function (id, side) {
    var pick = byId(id);
    pick.replaceChildren();
    choices.forEach(function (place) {
      var article = articleOf(place);
      if (!article) return;
      var option = make('option', '', (article.source ? article.source + ': ' : '') + article.title);
      option.value = place;
      option.disabled = place === places[1 - side];
      pick.append(option);
    });
    pick.value = String(places[side]);
    pick.onchange = function () {
      var next = places.slice();
      next[side] = +pick.value;
      go(parts[1], next);
    };
  });
  byId('swap').onclick = function () { go(parts[1], [places[1], places[0]]); };
  var turned = places[0] > places[1];
  var pair = pairOf(places[0], places[1]);
  figures(pair, articles, turned);
  var passages = pair ? pair.passages.map(function (p, index) {
    var four = function (s) { return turned ? [s[2], s[3], s[0], s[1]] : s; };
    return { index: index, at: four(p.at), words: p.words[0], same: p.words[1], quoted: p.words[2], className: p.className, edits: p.edits.map(function (e) { return { op: turned && e[0] ? 3 - e[0] : e[0], at: four(e[1]) }; }) };
  }) : [];
  passages.sort(function (x, y) { return x.at[0] - y.at[0] || x.at[2] - y.at[2]; });
  var texts = places.map(textOf);
  state = { passages: passages, now: -1, sides: [] };
  /* While the old texts are there: the new ones would be laid out for this alone. */
  all('.side .text').forEach(function (well) { if (well.firstChild) well.scrollTop = 0; });
  ['side-a', 'side-b'].forEach(function (id, side) {
    var box = byId(id);
    var article = articles[side];
    var head = box.querySelector('header');
    var title = make('h2'), bdi = make('bdi', '', article.title);
    bdi.dir = 'auto';
    bdi.lang = '';
    title.append(bdi);
    var line = make('p');
    [article.source, article.date, grouped(article.words) + ' words', article.title === article.id ? null : article.id].filter(Boolean).forEach(function (part, n) {
      line.append(n ? ', ' : '', make('bdi', '', part));
    });
    Array.from(new Set(article.credits.map(function (c) { return c[0]; }))).forEach(function (words) { line.append(' ', make('span', 'tag', words)); });
    if (article.link && /^https?:\/\//i.test(article.link)) {
      var out = make('a', 'out', '↗');
      out.href = article.link;
      out.target = '_blank';
      out.rel = 'noopener noreferrer nofollow';
      out.referrerPolicy = 'no-referrer';
      out.setAttribute('aria-label', 'The article on the web');
      line.append(' ', out);
    }
    head.replaceChildren(title, line);
    state.sides.push(fill(box, side, texts, passages, article));
  });
  jumpLabel();
  document.title = byId('compare-title').textContent + ' – ' + titleEnd;
  views();
  var wanted = passages.findIndex(function (p) { return String(p.index) === parts[4]; });
  if (wanted >= 0) jump(wanted, undefined, true);
}
function go(cluster, places) { location.replace('#compare/' + cluster + '/' + places[0] + '/' + places[1]); }
function figures(pair, articles, turned) {
  var line = byId('cmp-figures');
  byId('cmp-cut').hidden = !(pair && pair.truncated);
  if (!pair) {
    line.textContent = data().leftOut ? 'This page holds no passages of these two: they share none, or it had no room for them.' : 'These two share no passage. Both are in the cluster because each shares one with the anchor.';
    return;
  }
  var side = turned ? ['b', 'a'] : ['a', 'b'];
  var share = function (n) { return pair[side[n] + '_in_' + side[1 - n]]; };
  var words = function (n) {
    var count = pair['shared_' + side[n]], own = articles[n].own;
    return count === null || own === null ? '' : ' (' + grouped(count) + ' of ' + grouped(own) + ' own words)';
  };
  line.replaceChildren(
    make('span', 'kind kind-' + pair.kind[0], pair.kind[1]), ' ',
    make('b', '', share(0)), ' of the left one stands in the right one' + words(0) + ', ',
    make('b', '', share(1)), ' of the right one in the left one' + words(1) + '.' +
    (pair.run === null ? '' : ' Longest run of the same words: ' + grouped(pair.run) + '.') + ' Resemblance ' + pair.resemblance + '.' +
    (pair.same_source ? ' Both are of one source.' : ''));
}
function fill(box, side, texts, passages, article) {
  var furniture = article.furniture;
  var text = texts[side], own = side * 2, other = 2 - own;
  var bounds = [];
  furniture.forEach(function (f) { bounds.push([f[0][0], 1, 'f', f[1]], [f[0][1], 0, 'f', -1]); });
  article.quotes.forEach(function (q) {
    q[2].forEach(function (part, n) { bounds.push([part[0], 1, n ? 'q' : 's', q], [part[1], 0, 'q', null]); });
  });
  article.credits.forEach(function (c) { if (c[1]) bounds.push([c[1][0], 1, 'c', 1], [c[1][1], 0, 'c', -1]); });
  passages.forEach(function (p, n) {
    bounds.push([p.at[own], 1, 'p', n], [p.at[own + 1], 0, 'p', n]);
    p.edits.forEach(function (e) {
      if (e.at[own] === e.at[own + 1]) bounds.push([e.at[own], 2, 'g', texts[1 - side].slice(e.at[other], e.at[other + 1])]);
      else bounds.push([e.at[own], 1, 'e', 1], [e.at[own + 1], 0, 'e', -1]);
    });
  });
  bounds.sort(function (x, y) { return x[0] - y[0] || x[1] - y[1]; });
  var well = box.querySelector('.text'), strip = box.querySelector('.strip');
  var out = document.createDocumentFragment();
  var at = 0, inFurniture = 0, told = -1, inEdit = 0, inCredit = 0, inQuote = 0, open = [], parts = passages.map(function () { return []; }), numbers = [];
  function put(end) {
    if (end <= at) return;
    var piece = text.slice(at, end);
    at = end;
    if (!inFurniture && piece.trim()) told = -1;
    if (!inFurniture && !inEdit && !inCredit && !inQuote && !open.length) { out.append(piece); return; }
    var span = make('span', '', piece), names = [];
    if (inFurniture) names.push('furniture');
    if (open.length) {
      var n = Math.min.apply(null, open);
      names.push('p', passages[n].className);
      span.dataset.p = n;
      open.forEach(function (m) { parts[m].push(span); });
    }
    if (inEdit) names.push('e');
    if (inQuote) names.push('quoted');
    if (inCredit) { names.push('credit'); span.title = 'Agency'; }
    span.className = names.join(' ');
    out.append(span);
  }
  bounds.forEach(function (bound) {
    put(Math.min(bound[0], text.length));
    var starts = bound[1] === 1;
    if (bound[2] === 'f') {
      inFurniture += starts ? 1 : -1;
      if (starts && told !== bound[3]) out.append(why(told = bound[3]));
    }
    else if (bound[2] === 'e') inEdit += bound[3];
    else if (bound[2] === 'c') inCredit += bound[3];
    else if (bound[2] === 'q' || bound[2] === 's') {
      inQuote += starts ? 1 : -1;
      if (bound[2] === 's') out.append(speaker(bound[3]));
    } else if (bound[2] === 'g') {
      var gap = make('span', 'gap');
      gap.title = 'Only in the other: ' + bound[3];
      out.append(gap);
    } else if (starts) {
      var n = bound[3], p = passages[n];
      open.push(n);
      var button = make('button', 'num', String(n + 1));
      button.type = 'button';
      button.dataset.p = n;
      button.setAttribute('aria-label', 'Passage ' + (n + 1) + ', ' + about(p) + '; to it on both sides');
      numbers[n] = button;
      out.append(button);
    } else open.splice(open.indexOf(bound[3]), 1);
  });
  put(text.length);
  well.replaceChildren(out);
  strip.replaceChildren();
  var bars = [];
  function bar(start, end, className) {
    var mark = make('i', className);
    mark.style.top = 100 * start / Math.max(text.length, 1) + '%';
    mark.style.height = 100 * (end - start) / Math.max(text.length, 1) + '%';
    strip.append(mark);
    return mark;
  }
  furniture.forEach(function (f) { bar(f[0][0], f[0][1], 'f'); });
  passages.forEach(function (p, n) {
    var mark = bar(p.at[own], p.at[own + 1], p.className === 'pq' ? 'q' : '');
    mark.dataset.p = n;
    bars.push(mark);
  });
  var view = make('i', 'view');
  strip.append(view);
  return { well: well, strip: strip, view: view, parts: parts, numbers: numbers, bars: bars };
}
/* Why what follows is furniture, leading to what that means. */
function why(reason) {
  var words = data().reasons[reason], sign = make('a', 'why', words);
  sign.href = byId('compare').dataset.home + '#g-furniture';
  sign.setAttribute('aria-label', 'Site furniture: ' + words);
  return sign;
}
/* Who said it, leading to what others made of it. */
function speaker(quote) {
  var home = byId('compare').dataset.home, name = quote[1] || 'unnamed speaker';
  var sign = make(home || byId(quote[0]) ? 'a' : 'span', 'said-by', name);
  if (sign.href !== undefined) {
    sign.href = home + '#' + quote[0];
    sign.setAttribute('aria-label', 'Quotation of ' + name + ', its variants');
  }
  return sign;
}
function about(p) {
  var edits = p.edits.length;
  return grouped(p.words) + ' words, ' + (edits ? grouped(p.same) + ' the same, ' + grouped(edits) + (edits === 1 ? ' edit' : ' edits') : 'all the same') + (p.quoted ? ', ' + grouped(p.quoted) + ' in quotation marks' : '');
}
function views() {
  if (!state) return;
  state.sides.forEach(function (side) {
    var well = side.well, whole = Math.max(well.scrollHeight, 1);
    side.view.style.top = 100 * well.scrollTop / whole + '%';
    side.view.style.height = 100 * well.clientHeight / whole + '%';
  });
}
function jumpLabel() {
  var count = state.passages.length;
  byId('cmp-at').textContent = !count ? 'no passage' : state.now < 0 ? grouped(count) + (count === 1 ? ' passage' : ' passages') : state.now + 1 + ' of ' + grouped(count);
  byId('cmp-prev').disabled = byId('cmp-next').disabled = !count;
}
/* Brings a passage into sight on both sides; a side that it was chosen on stays as it is. */
function jump(n, chosenSide, keepFocus) {
  if (!state || !state.passages.length) return;
  var count = state.passages.length;
  n = (n + count) % count;
  var level = null;
  if (chosenSide !== undefined) {
    var chosen = state.sides[chosenSide];
    level = chosen.numbers[n].getBoundingClientRect().top - chosen.well.getBoundingClientRect().top;
  }
  state.sides.forEach(function (side, which) {
    if (state.now >= 0) mark(side, state.now, false);
    mark(side, n, true);
    if (which === chosenSide) return;
    var top = side.numbers[n].getBoundingClientRect().top - side.well.getBoundingClientRect().top + side.well.scrollTop;
    var wanted = level === null || level < 0 ? side.well.clientHeight / 4 : Math.min(level, side.well.clientHeight * .8);
    side.well.scrollTo({ top: top - wanted, behavior: calm.matches ? 'instant' : 'smooth' });
  });
  state.now = n;
  jumpLabel();
  say('Passage ' + (n + 1) + ' of ' + count + ': ' + about(state.passages[n]));
  if (!keepFocus) state.sides[chosenSide || 0].numbers[n].focus({ preventScroll: true });
}
function mark(side, n, on) {
  [side.numbers[n], side.bars[n]].concat(side.parts[n]).forEach(function (element) { element.classList.toggle('on', on); });
}
function wire() {
  if (!byId('compare')) return;
  byId('cmp-next').addEventListener('click', function () { jump(state.now + 1, undefined, true); });
  byId('cmp-prev').addEventListener('click', function () { jump(state.now < 0 ? -1 : state.now - 1, undefined, true); });
  ['side-a', 'side-b'].forEach(function (id, side) {
    byId(id).addEventListener('click', function (event) {
      var hit = event.target.closest('[data-p]');
      if (!hit || (window.getSelection() && !window.getSelection().isCollapsed)) return;
      jump(+hit.dataset.p, hit.parentElement.classList.contains('strip') ? undefined : side, !hit.classList.contains('num'));
    });
    byId(id).querySelector('.text').addEventListener('scroll', views, { passive: true });
  });
  window.addEventListener('resize', views);
  all('[name=bring]').forEach(function (radio) {
    radio.addEventListener('change', function () {
      var box = document.querySelector('.cmp');
      box.classList.toggle('only-shared', radio.value === 'shared');
      box.classList.toggle('only-own', radio.value === 'own');
    });
  });
  document.addEventListener('keydown', function (event) {
    if (!state || shown.id !== 'compare' || !byId('keys').checked) return;
    if (event.ctrlKey || event.altKey || event.metaKey || /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== 'radio' && event.target.type !== 'checkbox') return;
    if (event.key === 'n') jump(state.now + 1);
    else if (event.key === 'p') jump(state.now < 0 ? -1 : state.now - 1);
    else if (event.key === 's') byId('swap').click();
    else return;
    event.preventDefault();
  });
}

wire();
window.addEventListener('hashchange', function () { route(false); });
route(true);
}());
