// Nothing is requested, nothing goes wrong, and the page reads without scripts.

import { open, screens } from '../browser.mjs';

export async function plain({ browser, pages, check }) {
  for (const [name, file] of Object.entries(pages)) {
    const report = await open(browser, file);
    for (const hash of await screens(report.page, 3)) await report.go(hash);
    check(`${name}: silence`, await report.wrongs());
    await report.close();
  }
  const silent = await open(browser, pages.audit, { scripts: false });
  const seen = await silent.page.evaluate(() => {
    const isSeen = (element) => element.checkVisibility();
    const screens = [...document.querySelectorAll('.screen')];
    return {
      hidden: screens.filter((one) => one.id !== 'compare' && !isSeen(one)).map((one) => one.id),
      compare: isSeen(document.getElementById('compare')),
      dead: [...document.querySelectorAll('a[href^="#compare"]')].filter(isSeen).length,
      forms: [...document.querySelectorAll('form, #filter-count, #quote-count')].filter(isSeen).length,
      variants: [...document.querySelectorAll('#quotes ins, #quotes del')].filter(isSeen).length,
      bars: [...document.querySelectorAll('.stack rect')].filter(isSeen).length,
      edges: [...document.querySelectorAll('.network path')].filter(isSeen).length,
      passages: document.querySelectorAll('.member .p').length,
      reasons: [...document.querySelectorAll('.text .furniture[data-why]')].filter((one) => getComputedStyle(one, '::before').content.includes(one.dataset.why)).length,
      shades: document.querySelectorAll('.text .k1, .text .k5').length,
    };
  });
  check('without scripts', [
    ...seen.hidden.map((id) => `screen ${id} is hidden`),
    ...(seen.compare ? ['the comparison is shown'] : []),
    ...(seen.dead > 0 ? [`${seen.dead} links to the comparison are shown`] : []),
    ...(seen.passages === 0 || seen.shades === 0 ? ['no passages are marked'] : []),
    ...(seen.reasons === 0 ? ['no furniture says why'] : []),
    ...(seen.forms > 0 ? ['filters are shown that do nothing'] : []),
    ...(seen.variants > 0 && seen.bars > 0 && seen.edges > 0 ? [] : [`variants ${seen.variants}, bars ${seen.bars}, edges ${seen.edges}`]),
    ...await silent.wrongs(),
  ]);
  await silent.close();
}
