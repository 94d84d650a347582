// Pictures of every screen of a report, for the eye.
//
//     node shots.mjs REPORT.html FOLDER [CLUSTERS]

import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { launch, open, screens } from './browser.mjs';

const [file, folder, clusters = '2'] = process.argv.slice(2);
mkdirSync(folder, { recursive: true });
const browser = await launch();
for (const [name, options] of [
  ['wide', { width: 1440 }],
  ['dark', { width: 1100, scheme: 'dark' }],
  ['phone', { width: 360, height: 740 }],
]) {
  const report = await open(browser, file, options);
  for (const hash of await screens(report.page, Number(clusters))) {
    await report.go(hash);
    if (hash.startsWith('#compare/')) await report.page.keyboard.press('n');
    const path = join(folder, `${name}-${hash.slice(1).replaceAll('/', '-')}.png`);
    await report.page.screenshot({ path, fullPage: true });
  }
  await report.close();
}
await browser.close();
