// What the scenarios share: signing in, creating people, and inspecting a screen.

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

/** The time this many days from now, in UTC. Negative and fractional days are allowed. */
export const inDays = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

/** The day this many days from today. */
export const dayIn = (days) => inDays(days).slice(0, 10);

/** The problems found so far. A scenario continues after one, and fails at its end. */
export const problems = [];
let screens = 0;

/** A page in a separate browser context, signed in by the real provider. `who` is a demonstration person's name or an e-mail. */
export async function signedIn(who, options = WIDE, organization = 'Lakeside School District') {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  page.on(
    'console',
    (message) =>
      message.type() === 'error' && !/status of 4\d\d|ERR_INTERNET_DISCONNECTED/.test(message.text()) && problems.push(message.text()),
  );
  page.on('pageerror', (error) => problems.push(error.message));
  page.on(
    'request',
    (request) =>
      /^(data|blob):/.test(request.url()) || request.url().startsWith(SITE) || problems.push(`a request to another site: ${request.url()}`),
  );
  await page.goto(SITE);
  await page.getByRole('button', { name: organization }).click();
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

/** A function that calls the API as the person who is signed in on the page. */
export async function apiOf(page) {
  const [request] = await Promise.all([page.waitForRequest('**/v1/me'), page.reload()]);
  const { authorization } = await request.allHeaders();
  return async (method, path, data, headers = {}) => {
    const answer = await page.request.fetch(`${SITE}/v1${path}`, { method, data, headers: { authorization, ...headers } });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return answer.status() === 204 ? null : answer.json();
  };
}

/** Creates a coach and a coachee for one scenario. `api` is an administrator's. */
export async function createPair(api) {
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

/** Checks a screen with axe and takes screenshots, in light and dark. */
export async function inspect(page, what) {
  screens += 1;
  // Wait until the screen and everything in it has loaded.
  await page.locator('h1').first().waitFor({ state: 'attached' });
  await page.locator('[role=status][aria-label^=Loading]').first().waitFor({ state: 'detached' });
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(150);
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of violations)
      problems.push(`axe, ${what}, ${scheme}: ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    await screenshot(page, `${what}-${scheme}`);
  }
}

/** Takes a screenshot, and checks that the page is not wider than the window. */
export async function screenshot(page, what) {
  const isPhone = page.viewportSize().width < 600;
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (overflow > 0) problems.push(`${what}${isPhone ? ', on a phone' : ''}: the page is ${overflow} px wider than the window`);
  await page.screenshot({ path: `${SCREENSHOTS}/${what}${isPhone ? '-phone' : ''}.png` });
}

/** Inspects the screen on a desktop and on a phone. */
export async function inspectOnBoth(page, what) {
  await inspect(page, what);
  const size = page.viewportSize();
  await page.setViewportSize(PHONE.viewport);
  await inspect(page, what);
  await page.setViewportSize(size);
}

/** Opens a person's profile with the search in the top bar, by keyboard. */
export async function open(page, text, name) {
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+A');
  await page.keyboard.type(text);
  await page.getByRole('option', { name: new RegExp(name) }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name, level: 1 }).waitFor();
}

/** Records a problem unless the claim is true; the scenario continues. */
export function check(isTrue, claim) {
  if (!isTrue) problems.push(`not true: ${claim}`);
}

export function report(scenario) {
  if (problems.length === 0) return console.log(`${scenario}: ${screens} screens so far, in light and dark, without a problem`);
  console.error(`${scenario}:\n${problems.splice(0).join('\n')}`);
  process.exitCode = 1;
}

/** Presses Tab until the element with this name has the focus, as somebody without a mouse does. */
export async function tabTo(page, name) {
  for (let pressed = 0; pressed < 80; pressed += 1) {
    await page.keyboard.press('Tab');
    const focused = await page.evaluate(() => {
      const { ariaLabel, textContent, labels } = document.activeElement ?? {};
      return (ariaLabel || labels?.[0]?.textContent || textContent || '').trim();
    });
    if (focused === name) return;
  }
  throw new Error(`Tab never reaches “${name}”.`);
}
