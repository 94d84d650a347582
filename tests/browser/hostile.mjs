// Forty attacks, each in every field of two articles that share a passage with it inside.

import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const CANARY = 'window.canary=1';

export const ATTACKS = [
  `<script>${CANARY}</script>`,
  `"><script>${CANARY}</script>`,
  `'><script>${CANARY}</script>`,
  `</script><script>${CANARY}</script>`,
  `</title><script>${CANARY}</script>`,
  `</style><script>${CANARY}</script>`,
  `</textarea><script>${CANARY}</script>`,
  `--><script>${CANARY}</script>`,
  `]]><script>${CANARY}</script>`,
  `<!--<script>${CANARY}</script>-->`,
  `<scr<script>ipt>${CANARY}</scr</script>ipt>`,
  `<SCRIPT SRC=data:text/javascript,${CANARY}></SCRIPT>`,
  `<img src=x onerror=${CANARY}>`,
  `"><img src=x onerror=${CANARY}>`,
  `'"><img/src="x"/onerror="${CANARY}"`,
  `<img src=x:x onerror\u00a0=${CANARY}>`,
  `<svg onload=${CANARY}>`,
  `<svg><script>${CANARY}</script></svg>`,
  `<svg><animate onbegin=${CANARY} attributeName=x dur=1s>`,
  `<math><mtext></form><form><mglyph><style></math><img src onerror=${CANARY}>`,
  `<body onload=${CANARY}>`,
  `<iframe srcdoc="<script>parent.canary=1</script>"></iframe>`,
  `<iframe src="javascript:parent.canary=1"></iframe>`,
  `<object data="javascript:${CANARY}"></object>`,
  `<embed src="javascript:${CANARY}">`,
  `<base href="https://evil.example/">`,
  `<meta http-equiv="refresh" content="0;url=https://evil.example/">`,
  `<link rel="stylesheet" href="https://evil.example/a.css">`,
  `<form action="https://evil.example/"><button>send</button></form>`,
  `<details open ontoggle=${CANARY}>`,
  `<input autofocus onfocus=${CANARY}>`,
  `" onmouseover="${CANARY}" x="`,
  `' onfocus='${CANARY}' autofocus tabindex='0`,
  '`onmouseover=' + CANARY,
  `javascript:${CANARY}`,
  `java\tscript:${CANARY}`,
  `data:text/html,<script>${CANARY}</script>`,
  `&lt;img src=x onerror=${CANARY}&gt;&#60;script&#62;${CANARY}&#60;/script&#62;`,
  `\u202e<script>${CANARY}</script>\u2066\u0000\u001b[31m\u2028\u0085`,
  `{{constructor.constructor('${CANARY}')()}}\${${CANARY}}</xmp></noscript><script>${CANARY}</script>`,
];

/** Words that no two stories share. */
function words(story, count) {
  const parts = ['ba', 'ce', 'di', 'fo', 'gu', 'la', 'me', 'ni', 'po', 'ru', 'sa', 'te'];
  const made = [];
  for (let at = 0; at < count; at++) {
    let number = (story * 7919 + at * 104729 + 12345) % 1679616;
    let word = '';
    for (let syllable = 0; syllable < 5; syllable++) {
      word += parts[number % 12];
      number = Math.floor(number / 12) + story;
    }
    made.push(word);
  }
  return made;
}

/** The articles as JSON Lines. */
export function hostileArticles() {
  const lines = [];
  ATTACKS.forEach((attack, story) => {
    const shared = words(story, 60);
    const said = words(story + 300, 18);
    for (const side of ['left', 'right']) {
      const passage = [...shared.slice(0, 25), attack, ...shared.slice(25, 40), side === 'left' ? `edit ${attack}` : 'changed', ...shared.slice(40)];
      const own = words(story + (side === 'left' ? 100 : 200), 20);
      lines.push(JSON.stringify({
        id: `${attack} ${side} ${story}`,
        source: `${attack} ${side}`,
        title: `${attack} title`,
        // One credit of an agency in the field, and two in the text, beside an attack and around one.
        byline: `${attack}, AFP`,
        published: side === 'left' ? `2019-05-${10 + (story % 18)}` : attack,
        url: side === 'left' ? attack : `https://news.example/?q=${attack}`,
        lang: attack,
        text: [
          attack,
          `By ${attack}, Reuters`,
          `LONDON (Reuters) - ${attack} ${passage.join(' ')}`,
          `“${attack} ${own.join(' ')},” said ${attack}.`,
          // In both, with words changed: a variant under a speaker.
          `“${said.slice(0, 12).join(' ')} ${attack} ${side === 'left' ? attack : 'otherwise'} ${said.slice(12).join(' ')},” said Ada ${attack} Finch, ${attack} minister.`,
          `“${said.slice(2, 16).reverse().join(' ')},” Bob Quarrow ${story} told Reuters ${attack}.`,
          `© AP / ${attack}`,
          attack,
        ].join('\n\n'),
      }));
    }
  });
  return `${lines.join('\n')}\n`;
}

/** Writes files that cannot be read, with an attack in the path of each; slashes make folders. */
export function writeHostilePaths(folder) {
  for (const attack of ATTACKS) {
    const path = join(folder, `${attack.replaceAll('\0', '')}.jsonl`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, '{"id": "a", broken\n');
  }
}
