// axe-core finds nothing, on any screen, in light and in dark.

import axe from 'axe-core';
import { open, screens } from '../browser.mjs';

export async function accessible({ browser, pages, check }) {
  for (const [name, scheme, clusters] of [['corpus', 'light', 3], ['corpus', 'dark', 3], ['near', 'light', 1], ['none', 'dark', 1], ['audit', 'light', 0], ['audit', 'dark', 0], ['noneAudit', 'light', 0], ['index', 'light', 0], ['first', 'dark', 1]]) {
    const report = await open(browser, pages[name], { scheme });
    // Through the debugger, which the policy of the page does not bind.
    await report.page.evaluate(axe.source);
    for (const hash of await screens(report.page, clusters)) {
      await report.go(hash);
      if (hash.startsWith('#compare/')) await report.page.keyboard.press('n');
      await report.page.evaluate(() => document.querySelectorAll('.screen.on details').forEach((one) => { one.open = true; }));
      // In dark nothing is different but the colours.
      const only = scheme === 'dark' && ['corpus', 'audit'].includes(name) ? { runOnly: ['color-contrast', 'link-in-text-block'] } : {};
      const found = await report.page.evaluate((only) => window.axe.run(document, { ...only, resultTypes: ['violations'] }), only);
      check(`${name} ${scheme} ${hash}: axe`, found.violations.map((one) => `${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => `${node.target} (${(node.failureSummary ?? '').split('\n').slice(1, 2).join('').trim()})`).join('; ')}`));
    }
    await report.close();
  }
}
