// One browser for all checks, and pages that cannot reach anything.

import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

/** Opens the Chromium that `CHROMIUM` names. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    // Whatever got past the two other gates below would end at a closed port.
    args: ['--proxy-server=127.0.0.1:9', '--proxy-bypass-list=<-loopback>'],
  });
}

/**
 * A file of the disk in a page of its own, with the network denied. `troubles` collects what a
 * report must never do: requests, errors, violations of its policy, dialogs, new windows.
 */
export async function open(browser, file, { width = 1440, height = 900, scheme = 'light', scripts = true, hash = '', motion = 'reduce' } = {}) {
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: motion,
    javaScriptEnabled: scripts,
    offline: true,
  });
  const troubles = [];
  const url = pathToFileURL(file).href;
  const page = await context.newPage();
  context.on('page', (other) => { if (other !== page) troubles.push(`opened a window: ${other.url()}`); });
  page.on('dialog', (dialog) => { troubles.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) troubles.push(`console ${message.type()}: ${message.text()}`);
  });
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('request', (request) => {
    const asked = request.url();
    // The page may go to itself and to its neighbours on the disk; `data:,` is its empty icon.
    const isPage = request.isNavigationRequest() && request.frame() === page.mainFrame() && asked.startsWith('file:');
    if (!isPage && asked !== 'data:,') troubles.push(`request: ${asked.slice(0, 200)}`);
  });
  if (scripts) {
    await page.addInitScript(() => {
      window.violations = [];
      document.addEventListener('securitypolicyviolation', (event) => window.violations.push(`${event.violatedDirective} ${event.blockedURI}`));
    });
  }
  await page.goto(url + hash);
  return {
    page,
    troubles,
    /** Goes to a screen of the page, as a link would. */
    async go(to) {
      await page.evaluate((hash) => { location.hash = hash; }, to);
      await page.waitForFunction((hash) => location.hash === hash && document.querySelector('.screen.on'), to);
    },
    /** What went wrong since the page was opened. */
    async wrongs() {
      const violations = scripts ? await page.evaluate(() => window.violations.map((line) => `policy: ${line}`)) : [];
      return [...troubles, ...violations];
    },
    close: () => context.close(),
  };
}

/** The screens of a report by the hashes that lead to them: each kind of screen, `clusters` of the clusters. */
export async function screens(page, clusters = 2) {
  return page.evaluate((count) => {
    const hashes = [...document.querySelectorAll('.screen')].filter((one) => !one.matches('.cluster, #compare')).map((one) => `#${one.id}`);
    const shown = [...document.querySelectorAll('.screen.cluster')].slice(0, count);
    for (const cluster of shown) {
      hashes.push(`#${cluster.id}`);
      const link = cluster.querySelector('a[href^="#compare/"]');
      if (link) hashes.push(link.getAttribute('href'));
    }
    if (document.getElementById('compare')) hashes.push('#compare');
    return hashes;
  }, clusters);
}
