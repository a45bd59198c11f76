// What the scenarios share: people who are signed in, and a look at a screen.

import { mkdir } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { chromium } from 'playwright-core';

export const { SITE = 'http://127.0.0.1:8000', CHROMIUM = '/usr/bin/chromium', SCREENSHOTS = 'screenshots' } = process.env;
export const WIDE = { viewport: { width: 1280, height: 800 } };
export const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

await mkdir(SCREENSHOTS, { recursive: true });
export const browser = await chromium.launch({
  executablePath: CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});

/** What was found wrong on the way; a walk goes on, and fails at its end. */
export const troubles = [];
let screens = 0;

/** A page of a person's own browser, signed in by the real provider. */
export async function signedIn(name, options = WIDE, organisation = 'Lakeside School District') {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on('console', (message) => message.type() === 'error' && !/status of 4\d\d|ERR_INTERNET_DISCONNECTED/.test(message.text()) && troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => /^(data|blob):/.test(request.url()) || request.url().startsWith(SITE) || troubles.push(`a request elsewhere: ${request.url()}`));
  await page.goto(SITE);
  await page.getByRole('button', { name: organisation }).click();
  await page.getByRole('button', { name: new RegExp(name) }).first().click();
  await page.getByRole('heading', { name: /Good to see you/ }).waitFor();
  return page;
}

/** A screenshot of what is shown, in light and dark, and axe's opinion of it. */
export async function look(page, what) {
  screens += 1;
  const width = page.viewportSize().width;
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(150);
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of violations) troubles.push(`axe, ${what}, ${scheme}: ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    await page.screenshot({ path: `${SCREENSHOTS}/${what}-${width < 600 ? 'phone-' : ''}${scheme}.png` });
  }
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (overflow > 0) troubles.push(`${what}: the page is ${overflow} px wider than the window`);
}

/** The same screen on a desktop and on a phone. */
export async function lookAtBoth(page, what) {
  await look(page, what);
  const size = page.viewportSize();
  await page.setViewportSize(PHONE.viewport);
  await look(page, what);
  await page.setViewportSize(size);
}

/** Finds a person by the search at the top, by keyboard. */
export async function open(page, text, name) {
  await page.keyboard.press('/');
  await page.keyboard.type(text);
  await page.getByRole('option', { name: new RegExp(name) }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

/** A claim about what is shown; the walk goes on when it is wrong. */
export function check(isSo, claim) {
  if (!isSo) troubles.push(`not so: ${claim}`);
}

export function report(scenario) {
  if (troubles.length === 0) return console.log(`${scenario}: so far ${screens} screens, in light and dark, without a finding`);
  console.error(`${scenario}:\n${troubles.splice(0).join('\n')}`);
  process.exitCode = 1;
}
