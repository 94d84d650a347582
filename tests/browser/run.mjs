// Opens reports in a browser and holds them to what README.md promises of them.
//
//     node run.mjs WIRECOPY ROOT
//
// WIRECOPY is the program, ROOT the repository. Ends with status 1 if anything is wrong, and says
// what. `cargo test --test browser` starts it.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { accessible } from './checks/accessible.mjs';
import { hostile } from './checks/hostile.mjs';
import { keyboard } from './checks/keyboard.mjs';
import { layout } from './checks/layout.mjs';
import { plain } from './checks/plain.mjs';
import { launch } from './browser.mjs';
import { hostileArticles, writeHostilePaths } from './hostile.mjs';

const [program, root] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'wirecopy-browser-'));
const failures = [];
let checks = 0;

/** Counts a check, and keeps what it found wrong. */
const check = (name, wrongs) => {
  checks += 1;
  for (const wrong of wrongs) failures.push(`${name}: ${wrong}`);
};

function report(name, input, { command = 'scan', args = [] } = {}) {
  const file = join(folder, `${name}.html`);
  try {
    execFileSync(program, [command, ...[input].flat(), ...args, '--report', file], { stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    // 3 says that bad input was skipped, which some of these reports are there to show.
    if (error.status !== 3) throw error;
  }
  return file;
}

const corpus = join(root, 'corpus');
const attacks = join(folder, 'attacks.jsonl');
writeFileSync(attacks, hostileArticles());
const paths = join(folder, 'paths');
mkdirSync(paths);
writeHostilePaths(paths);
const lone = join(folder, 'lone.txt');
writeFileSync(lone, 'One article alone shares nothing with any other, whatever it says about the weather on the hills.');
const pages = {
  corpus: report('corpus', corpus),
  near: report('near', corpus, { args: ['--near-duplicates', '--threshold', '0.5'] }),
  none: report('none', lone),
  hostile: report('hostile', [attacks, paths]),
  audit: report('audit', corpus, { command: 'audit' }),
  hostileAudit: report('hostile-audit', [attacks, paths], { command: 'audit' }),
  noneAudit: report('none-audit', lone, { command: 'audit' }),
};
const directory = join(folder, 'pages');
execFileSync(program, ['audit', corpus, '--report-dir', directory], { stdio: 'ignore' });
pages.index = join(directory, 'index.html');
pages.first = join(directory, 'c1.html');

const browser = await launch();
try {
  for (const step of [plain, hostile, accessible, keyboard, layout]) {
    const before = performance.now();
    await step({ browser, pages, check });
    console.log(`${step.name}: ${((performance.now() - before) / 1000).toFixed(1)} s`);
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true, force: true });
}
for (const failure of failures) console.error(failure);
console.log(`${checks} checks, ${failures.length} failures`);
process.exit(failures.length > 0 ? 1 : 0);
