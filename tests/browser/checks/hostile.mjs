// Articles full of attacks stay text.

import { open } from '../browser.mjs';
import { ATTACKS } from '../hostile.mjs';

/** Elements and attributes that no report has, and links that lead elsewhere than they may. */
function intruders() {
  const wrongs = [];
  if (window.canary !== undefined) wrongs.push('an attack ran');
  // The early one, the data and the late one.
  if (document.scripts.length !== 3) wrongs.push(`${document.scripts.length} scripts stand in the page`);
  for (const element of document.querySelectorAll('iframe, object, embed, base, math, animate, body img, body style, body link, body meta, form[action], textarea')) {
    wrongs.push(`element ${element.outerHTML.slice(0, 80)}`);
  }
  for (const element of document.querySelectorAll('*')) {
    for (const { name, value } of element.attributes) {
      if (/^on/i.test(name) || ['srcdoc', 'autofocus', 'style'].includes(name) && !(name === 'style' && element.closest('.strip'))) wrongs.push(`attribute ${name}=${value.slice(0, 60)}`);
      if (['href', 'src', 'xlink:href'].includes(name) && !/^(#|https?:\/\/|data:,$)/.test(value)) wrongs.push(`link ${value.slice(0, 80)}`);
    }
  }
  return wrongs;
}

/** Sources, flows and owners are named as attacks, too. */
async function hostileAudit({ browser, pages, check }) {
  const report = await open(browser, pages.hostileAudit);
  for (const hash of ['#sources', '#flows', '#run', '#overview']) {
    await report.go(hash);
    await report.page.evaluate(() => document.querySelectorAll('.screen.on *').forEach((element) => {
      for (const type of ['mouseover', 'focus', 'toggle']) element.dispatchEvent(new Event(type));
    }));
  }
  check('attacks in an audit are inert', [...await report.page.evaluate(intruders), ...await report.wrongs()]);
  const text = await report.page.evaluate(() => ['sources', 'flows'].map((id) => document.getElementById(id).textContent));
  const plain = ATTACKS.filter((attack) => !/[\p{Cc}\p{Cf}\u2028]/u.test(attack));
  for (const [at, screen] of ['sources', 'flows'].entries()) {
    const missing = plain.filter((attack) => !text[at].includes(attack));
    check(`attacks are shown in ${screen}`, missing.map((attack) => `not shown: ${attack}`));
  }
  await report.close();
}

export async function hostile({ browser, pages, check }) {
  check('forty attacks', ATTACKS.length === 40 ? [] : [`there are ${ATTACKS.length}`]);
  await hostileAudit({ browser, pages, check });
  const report = await open(browser, pages.hostile);
  const clusters = await report.page.evaluate(() => [...document.querySelectorAll('.screen.cluster')].map((one) => {
    const link = one.querySelector('a[href^="#compare/"]');
    return [`#${one.id}`, link?.getAttribute('href')];
  }));
  check('each attack is in a cluster', clusters.length >= 40 ? [] : [`${clusters.length} clusters`]);
  for (const hash of ['#overview', '#clusters', '#quotes', '#run', ...clusters.flat()]) {
    await report.go(hash);
    if (!hash.startsWith('#compare/')) continue;
    await report.page.evaluate(() => {
      // Whatever waits for the pointer, the focus or a choice gets it.
      document.querySelectorAll('.screen.on *').forEach((element) => {
        for (const type of ['mouseover', 'focus', 'toggle']) element.dispatchEvent(new Event(type, { bubbles: false }));
      });
      document.getElementById('cmp-next').click();
      document.getElementById('swap').click();
    });
  }
  check('attacks are inert', [...await report.page.evaluate(intruders), ...await report.wrongs()]);
  // They are inert because they are text, not because they were dropped.
  const text = await report.page.evaluate(() => document.body.textContent);
  // Controls are shown as signs, so only what stands around them is looked for.
  const told = ATTACKS.filter((attack) => !text.includes(attack.split(/[\p{Cc}\p{Cf}\u2028]/u).reduce((long, part) => part.length > long.length ? part : long)));
  check('attacks are shown', told.map((attack) => `not shown: ${attack}`));
  const places = await report.page.evaluate(() => ({
    paths: document.querySelector('#run-rejects ~ .scroll').textContent,
    quotes: document.getElementById('quotes').textContent,
    said: document.querySelectorAll('#quotes .variants ins, #quotes .variants del').length,
    credits: JSON.parse(document.getElementById('data').textContent).articles.filter(([, , , , credits]) => credits.some(([, at]) => at)).length,
  }));
  // Paths lose a slash where two follow each other.
  const longest = (attack) => attack.split(/[\p{Cc}\p{Cf}\u2028/]/u).reduce((long, part) => part.length > long.length ? part : long);
  check('attacks are in paths', ATTACKS.filter((attack) => !places.paths.includes(longest(attack))).map((attack) => `not shown: ${attack}`));
  check('attacks are quoted', [
    // The marks inside some attacks end a quotation before it is long enough.
    ...(ATTACKS.filter((attack) => places.quotes.includes(longest(attack))).length >= 36 ? [] : ['fewer than 36']),
    ...(places.said > 0 ? [] : ['no changed words']),
  ]);
  check('attacks stand beside credits', places.credits >= 80 ? [] : [`${places.credits} articles with a credit in the text`]);
  check('controls are signs', [
    ...(/[\u202a-\u202e\u2066-\u2069\u0000\u001b\u0085]/.test(text) ? ['a control stands in the page'] : []),
    ...(text.includes('⟦RLO⟧') ? [] : ['no sign for a direction override']),
  ]);
  await report.close();
}
