// Nothing runs out of the screen or the sheet, and the sheet holds what the screen does.

import { open, screens } from '../browser.mjs';

/** What stands past the right edge, outside boxes that scroll on their own. */
function past() {
  const width = document.documentElement.clientWidth;
  const wrongs = [];
  if (document.documentElement.scrollWidth > width) wrongs.push(`is ${document.documentElement.scrollWidth} px wide on ${width}`);
  for (const element of document.querySelectorAll('.screen.on *, header *, footer *')) {
    if (element.closest('.scroll, .vh, svg, .strip, .skip') || !element.checkVisibility() || getComputedStyle(element).display === 'inline') continue;
    const box = element.getBoundingClientRect();
    if (box.width > 0 && (box.right > width + 1 || box.left < -1)) wrongs.push(`${element.tagName.toLowerCase()}.${element.className} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} of ${width} px`);
  }
  return wrongs.slice(0, 5);
}

/** Targets of the pointer that are smaller than 24 px, but for links within a line of text. */
function small() {
  return [...document.querySelectorAll('.screen.on button, .screen.on select, .screen.on input')].filter((element) => {
    if (!element.checkVisibility()) return false;
    const target = element.closest('label') ?? element;
    const box = target.getBoundingClientRect();
    return box.width < 24 || box.height < 24;
  }).map((element) => `a small target: ${element.outerHTML.slice(0, 80)}`).slice(0, 3);
}

export async function layout({ browser, pages, check }) {
  for (const width of [320, 768, 1440]) {
    for (const name of ['corpus', 'hostile', 'near', 'first', 'audit', 'hostileAudit']) {
      const report = await open(browser, pages[name], { width, height: width === 320 ? 640 : 900 });
      for (const hash of await screens(report.page, { hostile: 6, audit: 0, hostileAudit: 0 }[name] ?? 3)) {
        await report.go(hash);
        await report.page.evaluate(() => document.querySelectorAll('.screen.on details').forEach((one) => { one.open = true; }));
        check(`${name} ${hash} at ${width} px`, [...await report.page.evaluate(past), ...await report.page.evaluate(small)]);
      }
      await report.close();
    }
  }
  const report = await open(browser, pages.audit, { width: 794, height: 1123 });
  await report.page.emulateMedia({ media: 'print' });
  for (const hash of await screens(report.page, 2)) {
    await report.go(hash);
    const seen = await report.page.evaluate(() => {
      const isSeen = (selector) => [...document.querySelectorAll(selector)].some((one) => one.checkVisibility());
      return {
        tools: isSeen('.masthead nav, .filters, .cmp-tools'),
        heading: isSeen('.screen.on h1'),
        ink: getComputedStyle(document.body).color,
        paper: getComputedStyle(document.body).backgroundColor,
        cut: [...document.querySelectorAll('.screen.on .text')].some((one) => one.checkVisibility() && one.scrollHeight > one.clientHeight + 2 && getComputedStyle(one).overflowY !== 'visible'),
      };
    });
    check(`print ${hash}`, [
      ...await report.page.evaluate(past),
      ...(seen.tools ? ['tools are printed'] : []),
      ...(seen.heading ? [] : ['the heading is not']),
      ...(seen.cut ? ['a text is cut'] : []),
      ...(seen.ink === 'rgb(0, 0, 0)' && seen.paper === 'rgb(255, 255, 255)' ? [] : [`printed ${seen.ink} on ${seen.paper}`]),
    ]);
  }
  await report.close();
}
