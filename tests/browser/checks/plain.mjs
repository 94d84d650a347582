// Nothing is requested, nothing goes wrong, and the page reads without scripts.

import { open, screens } from '../browser.mjs';

export async function plain({ browser, pages, check }) {
  for (const [name, file] of Object.entries(pages)) {
    const report = await open(browser, file);
    for (const hash of await screens(report.page, 3)) await report.go(hash);
    check(`${name}: silence`, await report.wrongs());
    await report.close();
  }
  const silent = await open(browser, pages.corpus, { scripts: false });
  const seen = await silent.page.evaluate(() => {
    const isSeen = (element) => element.checkVisibility();
    const screens = [...document.querySelectorAll('.screen')];
    return {
      hidden: screens.filter((one) => one.id !== 'compare' && !isSeen(one)).map((one) => one.id),
      compare: isSeen(document.getElementById('compare')),
      dead: [...document.querySelectorAll('a[href^="#compare"]')].filter(isSeen).length,
      passages: document.querySelectorAll('.member .p').length,
      shades: document.querySelectorAll('.text .k1, .text .k5').length,
    };
  });
  check('without scripts', [
    ...seen.hidden.map((id) => `screen ${id} is hidden`),
    ...(seen.compare ? ['the comparison is shown'] : []),
    ...(seen.dead > 0 ? [`${seen.dead} links to the comparison are shown`] : []),
    ...(seen.passages === 0 || seen.shades === 0 ? ['no passages are marked'] : []),
    ...await silent.wrongs(),
  ]);
  await silent.close();
}
