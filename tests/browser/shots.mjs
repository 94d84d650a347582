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
  ['1440', { width: 1440 }],
  ['768', { width: 768, height: 1024 }],
  ['320', { width: 320, height: 640 }],
  ['1440-dark', { width: 1440, scheme: 'dark' }],
  ['320-dark', { width: 320, height: 640, scheme: 'dark' }],
  ['print', { width: 1000, print: true }],
]) {
  const report = await open(browser, file, options);
  if (options.print) await report.page.emulateMedia({ media: 'print' });
  for (const hash of await screens(report.page, Number(clusters))) {
    await report.go(hash);
    if (hash.startsWith('#compare/')) await report.page.keyboard.press('n');
    const path = join(folder, `${name}-${hash.slice(1).replaceAll('/', '-')}.png`);
    await report.page.screenshot({ path, fullPage: true });
  }
  await report.close();
}
await browser.close();
