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

/** The moment so many days from now, in UTC; the days may be negative or broken. */
export const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

/** The day so many days from today. */
export const dayIn = (days) => inDays(days).slice(0, 10);

/** What was found wrong on the way; a walk goes on, and fails at its end. */
export const troubles = [];
let screens = 0;

/** A page of a person's own browser, signed in by the real provider; `who` is a demonstration person's name or an e-mail. */
export async function signedIn(who, options = WIDE, organisation = 'Lakeside School District') {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on(
    'console',
    (message) =>
      message.type() === 'error' && !/status of 4\d\d|ERR_INTERNET_DISCONNECTED/.test(message.text()) && troubles.push(message.text()),
  );
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on(
    'request',
    (request) =>
      /^(data|blob):/.test(request.url()) || request.url().startsWith(SITE) || troubles.push(`a request elsewhere: ${request.url()}`),
  );
  await page.goto(SITE);
  await page.getByRole('button', { name: organisation }).click();
  if (who.includes('@')) {
    await page.getByLabel(/e-mail/i).fill(who);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  } else {
    await page
      .getByRole('button', { name: new RegExp(who) })
      .first()
      .click();
  }
  await page.getByRole('heading', { name: /Good to see you/ }).waitFor();
  return page;
}

/** Another tab of the same browser. */
export async function anotherTab(page) {
  const tab = await page.context().newPage();
  tab.setDefaultTimeout(10_000);
  return tab;
}

/** The API with the token of who is signed in. */
export async function apiOf(page) {
  const [request] = await Promise.all([page.waitForRequest('**/v1/me'), page.reload()]);
  const { authorization } = await request.allHeaders();
  return async (method, path, data, headers = {}) => {
    const answer = await page.request.fetch(`${SITE}/v1${path}`, { method, data, headers: { authorization, ...headers } });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? null : answer.json();
  };
}

/** A new coach and a new coachee of hers, for a scenario of their own. `api` is an administrator's. */
export async function aPair(api) {
  const mark = Math.random().toString(36).slice(2, 8).replace(/[0-9]/g, 'x');
  const family = mark.charAt(0).toUpperCase() + mark.slice(1);
  const person = async (given_name, title) => {
    const email = `${given_name}.${mark}@lakeside.example`.toLowerCase();
    const { id } = await api('POST', '/users', { given_name, family_name: family, title, site: 'Heron Elementary School', email });
    return { id, email, name: `${given_name} ${family}` };
  };
  const coach = await person('Rosa', 'Instructional coach');
  const coachee = await person('Ken', 'Grade 3 teacher');
  await api('PUT', `/users/${coach.id}/coach-status`, {});
  await api('PUT', `/users/${coach.id}/coachees/${coachee.id}`, {});
  return { coach, coachee };
}

/** A screenshot of what is shown, in light and dark, and axe's opinion of it. */
export async function look(page, what) {
  screens += 1;
  // What comes to be read has come: the screen itself, and whatever was loading in it.
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.locator('[role=status][aria-label^=Loading]').first().waitFor({ state: 'detached' });
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(150);
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of violations)
      troubles.push(`axe, ${what}, ${scheme}: ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    await picture(page, `${what}-${scheme}`);
  }
}

/** A screenshot alone. The page may not be wider than the window. */
export async function picture(page, what) {
  const isPhone = page.viewportSize().width < 600;
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (overflow > 0) troubles.push(`${what}${isPhone ? ', on a phone' : ''}: the page is ${overflow} px wider than the window`);
  await page.screenshot({ path: `${SCREENSHOTS}/${what}${isPhone ? '-phone' : ''}.png` });
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
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+A');
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

/** Presses Tab until what has the focus is called so, as somebody without a mouse does. */
export async function tabTo(page, name) {
  for (let pressed = 0; pressed < 80; pressed += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const { ariaLabel, textContent, labels } = document.activeElement ?? {};
      return (ariaLabel || labels?.[0]?.textContent || textContent || '').trim();
    });
    if (focused === name) return;
  }
  throw new Error(`Tab never comes to “${name}”.`);
}
