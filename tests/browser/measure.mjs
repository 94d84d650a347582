// What a report costs: size, time to open, filter and compare. Printed, never held to a limit.
//
//     node measure.mjs REPORT.html...

import { statSync } from 'node:fs';
import { launch, open } from './browser.mjs';

/** Time of an action in the page until the next frame is painted, in milliseconds. */
const timed = (page, action, argument) => page.evaluate(async ([source, argument]) => {
  const before = performance.now();
  if (source === 'filter') {
    const field = document.getElementById('filter-text');
    field.value = argument;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  } else {
    location.hash = argument;
    await new Promise((done) => window.addEventListener('hashchange', done, { once: true }));
  }
  document.body.getBoundingClientRect();
  await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
  return Math.round(performance.now() - before);
}, [action, argument]);

const browser = await launch();
for (const file of process.argv.slice(2)) {
  const before = performance.now();
  const report = await open(browser, file);
  const opened = Math.round(performance.now() - before);
  const loaded = await report.page.evaluate(() => Math.round(performance.getEntriesByType('navigation')[0].loadEventEnd));
  const clusters = await report.page.evaluate(() => document.querySelectorAll('.screen.cluster').length || document.querySelectorAll('#cluster-table tbody tr').length);
  const line = [`${file}: ${(statSync(file).size / 1e6).toFixed(2)} MB, ${clusters} clusters, loaded in ${loaded} ms (${opened} ms with a new window)`];
  if (await report.page.locator('#filter-text').count() > 0) {
    await report.go('#clusters');
    line.push(`filter ${await timed(report.page, 'filter', 'the 1')} ms, cleared ${await timed(report.page, 'filter', '')} ms`);
  }
  if (clusters > 0) {
    const pair = await report.page.evaluate(() => document.querySelector('.cluster a[href^="#compare/"]')?.getAttribute('href'));
    if (pair) line.push(`comparison ${await timed(report.page, 'go', pair)} ms`);
  }
  console.log(line.join(', '));
  await report.close();
}
await browser.close();
