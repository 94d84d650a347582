// A walk from the first key to a comparison and back, without a pointer.

import { open } from '../browser.mjs';

export async function keyboard({ browser, pages, check }) {
  await walk({ browser, pages, check });
  await lists({ browser, pages, check });
}

/** From the figures of a source to the passage behind them, and through quotations and flows. */
async function lists({ browser, pages, check }) {
  const report = await open(browser, pages.audit);
  const { page } = report;
  const expect = (name, holds, was) => check(`keyboard: ${name}`, holds ? [] : [`was ${JSON.stringify(was)}`]);
  const tabTo = async (selector, most = 400) => {
    for (let stop = 0; stop < most; stop++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return true;
    }
    return false;
  };
  await report.go('#sources');
  expect('reaches a source', await tabTo('#sources a[href^="#source-"]'), null);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id.startsWith('source-'));
  expect('a lead is reached', await tabTo('.leads a[href^="#compare/"]'), null);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.startsWith('#compare/'));
  await page.waitForFunction(() => document.querySelectorAll('.num.on').length === 2, null, { timeout: 5000 }).catch(() => {});
  const at = await page.locator('#cmp-at').textContent();
  expect('a lead opens at its passage', /^\d+ of \d+$/.test(at), at);

  await report.go('#flows');
  expect('reaches the least weight', await tabTo('#flow-least'), null);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('300');
  const left = await page.evaluate(() => ({
    rows: [...document.querySelectorAll('#flow-table tbody tr')].filter((row) => row.checkVisibility()).map((row) => +row.dataset.words),
    edges: [...document.querySelectorAll('.network .edge')].filter((edge) => getComputedStyle(edge).display !== 'none').length,
  }));
  expect('flows below the least weight go', left.rows.length > 0 && left.rows.length === left.edges && left.rows.every((words) => words >= 300), left);
  expect('reaches a head of the table', await tabTo('#flow-table th button'), null);
  await page.keyboard.press('Enter');
  expect('flows sort', await page.locator('#flow-table th[aria-sort=ascending]').count() === 1, null);

  expect('reaches the clusters of a flow', await tabTo('#flow-table a[data-find]'), null);
  const names = await page.evaluate(() => [...document.activeElement.closest('tr').querySelectorAll('bdi')].map((one) => one.textContent));
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.startsWith('#clusters/') && document.getElementById('clusters').checkVisibility());
  const found = () => page.evaluate(() => [document.getElementById('filter-text').value, document.getElementById('filter-count').textContent]);
  const narrowed = await found();
  expect('they are those with both names', narrowed[0] === names.join(' ') && /^[1-9]\d* of \d+ clusters$/.test(narrowed[1]), narrowed);
  await page.goBack();
  await page.waitForFunction(() => document.getElementById('flows').checkVisibility());
  await report.go('#clusters');
  const whole = await found();
  expect('the list itself is whole again', whole[0] === '' && /^\d+ clusters$/.test(whole[1]), whole);

  await report.go('#quotes');
  expect('reaches the filter of quotations', await tabTo('#quote-text'), null);
  await page.keyboard.type('stoltenberg');
  const speakers = await page.evaluate(() => [...document.querySelectorAll('.speaker')].filter((one) => one.checkVisibility()).map((one) => one.querySelector('h2 bdi').textContent));
  expect('the filter leaves one speaker', speakers.length === 1 && speakers[0].includes('Stoltenberg'), speakers);
  expect('reaches a comparison', await tabTo('.quote a[href^="#compare/"]'), null);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => location.hash.startsWith('#compare/'));
  const said = await page.locator('#compare .side .said-by').first().textContent();
  expect('speakers stand at their quotations', /Stoltenberg|Hunt/.test(said), said);

  const grey = await page.evaluate(() => {
    const island = JSON.parse(document.getElementById('data').textContent);
    const furnished = new Set(island.articles.filter((one) => one[5].length > 0).map(([place]) => place));
    const pair = island.pairs.find(([a, b]) => furnished.has(a) || furnished.has(b));
    return pair && `#compare/c1/${pair[0]}/${pair[1]}`;
  });
  await report.go(grey);
  expect('reaches why a stretch is grey', await tabTo('.side .why'), grey);
  const why = await page.evaluate(() => [document.activeElement.getAttribute('aria-label'), document.activeElement.textContent]);
  expect('it is told, and named', why[1].length > 3 && why[0] === `Site furniture: ${why[1]}`, why);
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'g-furniture', null, { timeout: 5000 }).catch(() => {});
  const explained = await page.evaluate(() => [document.activeElement.id, [...document.querySelectorAll('.reason b')].map((one) => one.textContent)]);
  expect('it leads to what it means', explained[0] === 'g-furniture' && explained[1].includes(why[1]), explained);
  check('keyboard, lists: silence', await report.wrongs());
  await report.close();
}

async function walk({ browser, pages, check }) {
  const report = await open(browser, pages.corpus);
  const { page } = report;
  const press = async (...keys) => { for (const key of keys) await page.keyboard.press(key); };
  const focused = () => page.evaluate(() => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    return {
      id: element.id,
      text: (element.getAttribute('aria-label') ?? element.textContent ?? '').trim().replace(/\s+/g, ' ').slice(0, 80),
      tag: element.tagName,
      href: element.getAttribute('href') ?? '',
      ring: style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2,
      seen: element.checkVisibility(),
      screen: document.querySelector('.screen.on')?.id,
      hash: location.hash,
    };
  });
  const expect = (name, holds, was) => check(`keyboard: ${name}`, holds ? [] : [`was ${JSON.stringify(was)}`]);
  /** Goes on by Tab until the focus fits, and holds each stop to being seen. */
  const tabTo = async (name, fits, most = 120) => {
    for (let stop = 0; stop < most; stop++) {
      await press('Tab');
      const at = await focused();
      if (!at.seen || !at.ring) expect(`focus is seen on the way to ${name}`, false, at);
      if (fits(at)) return at;
    }
    expect(`reaches ${name}`, false, await focused());
    return focused();
  };

  /** The focus, once it has come to an element whose id fits; the browser routes after the key. */
  const arrives = async (id) => {
    await page.waitForFunction((id) => new RegExp(id).test(document.activeElement?.id), id, { timeout: 5000 }).catch(() => {});
    return focused();
  };

  await press('Tab');
  expect('first stop skips the head', (await focused()).href === '#main', await focused());
  await press('Enter');
  const main = await arrives('^main$');
  expect('the skip link leads to the report', main.id === 'main' && main.screen === 'overview', main);
  await page.evaluate(() => document.activeElement.blur());
  await page.reload();
  await tabTo('the link to the clusters', (at) => at.tag === 'A' && at.href === '#clusters');
  await press('Enter');
  const list = await arrives('^clusters-title$');
  expect('a screen takes the focus to its heading', list.id === 'clusters-title', list);
  await tabTo('the filter', (at) => at.id === 'filter-text');
  await page.keyboard.type('no such headline anywhere');
  expect('the filter says that nothing is left', await page.locator('#filter-none').isVisible(), await focused());
  await tabTo('the button that clears it', (at) => at.id === 'filter-clear');
  await press('Enter');
  expect('clearing leads back to the filter', (await focused()).id === 'filter-text', await focused());
  const sort = await tabTo('a head of the table', (at) => at.tag === 'BUTTON' && at.text === 'Sources');
  await press('Enter');
  expect('a head sorts', await page.locator('th[aria-sort=descending] button', { hasText: 'Sources' }).count() === 1, sort);
  await tabTo('a cluster', (at) => /^#c\d+$/.test(at.href));
  await press('Enter');
  const cluster = await arrives('^c\\d+-title$');
  expect('a cluster opens', /^c\d+-title$/.test(cluster.id), cluster);
  await tabTo('a comparison', (at) => at.href.startsWith('#compare/'));
  await press('Enter');
  const comparison = await arrives('^compare-title$');
  expect('a comparison opens', comparison.id === 'compare-title', comparison);
  const at = () => page.locator('#cmp-at').textContent();
  await press('n');
  expect('n goes to the first passage', (await at()).startsWith('1 of'), await at());
  expect('its number has the focus', (await focused()).text.startsWith('Passage 1'), await focused());
  expect('it is marked on both sides', await page.locator('.num.on').count() === 2, await page.locator('.num.on').count());
  await press('p');
  const last = await at();
  expect('p goes round to the last', new RegExp(`^${last.split(' of ')[1]} of`).test(last), last);
  const before = await page.evaluate(() => location.hash);
  await press('s');
  await page.waitForFunction((hash) => location.hash !== hash, before);
  await arrives('^compare-title$');
  const swapped = await page.evaluate(() => location.hash);
  const sides = (hash) => hash.split('/').slice(2);
  expect('s swaps the sides', sides(swapped).reverse().join() === sides(before).join(), swapped);
  await tabTo('the switch of the keys', (stop) => stop.id === 'keys');
  await press('Space');
  const still = await at();
  await press('n');
  expect('keys can be switched off', await at() === still, await at());
  await tabTo('the left text', (stop) => stop.text === 'Left text');
  await page.goBack();
  const again = await arrives('^c\\d+-title$');
  expect('back leads to the cluster', again.screen === cluster.screen, again);
  check('keyboard: silence', await report.wrongs());
  await report.close();
}
