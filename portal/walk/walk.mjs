// Runs scenarios one after another in a real browser, against a running service and its real sign-in: those named as
// arguments, or all of them. Each takes screenshots, and axe checks every screen.

import { readdir } from 'node:fs/promises';
import { browser, report, SCREENSHOTS, problems } from './browser.mjs';

const folder = new URL('scenarios/', import.meta.url);
const all = (await readdir(folder)).map((file) => file.replace('.mjs', '')).sort();
const named = process.argv.slice(2);

for (const name of named.length > 0 ? named : all) {
  const { default: scenario } = await import(new URL(`${name}.mjs`, folder));
  await scenario().catch(async (error) => {
    problems.push(error.stack);
    const pages = browser.contexts().flatMap((context) => context.pages());
    for (const [at, page] of pages.entries()) await page.screenshot({ path: `${SCREENSHOTS}/failed-${name}-${at}.png` }).catch(() => {});
  });
  report(name);
  for (const context of browser.contexts()) await context.close();
}
await browser.close();
