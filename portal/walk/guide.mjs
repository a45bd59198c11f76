// The guide's steps in a real browser, against a running service and its real sign-in: the administrator
// finds a person, grants coach status, connects from both sides, removes and undoes. Each step leaves
// a screenshot; axe looks at every screen, in light and dark.

import { mkdir } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { chromium } from 'playwright-core';

const { SITE = 'http://127.0.0.1:8000', CHROMIUM = '/usr/bin/chromium', SCREENSHOTS = 'screenshots' } = process.env;
await mkdir(SCREENSHOTS, { recursive: true });
const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'] });
const troubles = [];
let step = 0;

async function signedIn(name, options) {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  page.on('console', (message) => message.type() === 'error' && !/status of 4\d\d/.test(message.text()) && troubles.push(message.text()));
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => request.url().startsWith(SITE) || troubles.push(`a request elsewhere: ${request.url()}`));
  await page.goto(SITE);
  await page.getByRole('button', { name: 'Lakeside School District' }).click();
  await page.getByRole('button', { name: new RegExp(name) }).first().click();
  await page.getByRole('heading', { name: /Good to see you/ }).waitFor();
  return page;
}

async function look(page, what) {
  step += 1;
  for (const scheme of ['light', 'dark']) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.waitForTimeout(150);
    const { violations } = await new AxeBuilder({ page }).analyze();
    for (const { id, nodes } of violations) troubles.push(`axe, ${what}, ${scheme}: ${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(' | ')}`);
    await page.screenshot({ path: `${SCREENSHOTS}/${String(step).padStart(2, '0')}-${what}-${scheme}.png` });
  }
}

const open = async (page, text, name) => {
  await page.keyboard.press('/');
  await page.keyboard.type(text);
  await page.getByRole('option', { name: new RegExp(name) }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name, level: 1 }).waitFor();
};

const ava = await signedIn('Ava Morgan', { viewport: { width: 1280, height: 800 } });
await look(ava, 'home');
await ava.keyboard.press('/');
await ava.keyboard.type('adam and');
await ava.getByRole('option', { name: /Adam Anderson/ }).waitFor();
await look(ava, 'search');
await ava.keyboard.press('Enter');
await ava.getByRole('link', { name: 'Thomas Blankenship' }).waitFor();
await look(ava, 'coaching');

// Samantha becomes a coach by the toggle, and coaches Adam from his side.
await open(ava, 'samantha ad', 'Samantha Adams');
await ava.getByRole('button', { name: /Click here to edit Samantha Adams/ }).click();
await ava.getByRole('switch', { name: 'Coaching access' }).click();
await look(ava, 'edit-profile');
await ava.getByRole('button', { name: 'Save Changes' }).click();
await ava.getByText('Samantha Adams may coach.').waitFor();
// A window gives the focus back as it closes.
await ava.getByRole('dialog').waitFor({ state: 'detached' });

// From the coach's side: Add under Coaching, by keyboard alone.
await ava.getByRole('button', { name: 'Add a coachee' }).focus();
await ava.keyboard.press('Enter');
// The window opens with the cursor in its field, a moment after it is there.
await ava.waitForFunction(() => document.activeElement?.getAttribute('aria-controls') === 'to-add');
await ava.keyboard.type('adam and');
await ava.getByRole('option', { name: /Adam Anderson/ }).waitFor();
await ava.keyboard.press('Enter');
await ava.getByText(/will see and work on Adam Anderson/).waitFor();
await look(ava, 'add-coachee');
await ava.keyboard.press('Enter');
await ava.getByRole('link', { name: 'Adam Anderson' }).waitFor();

// The coach has the right at once, and loses it at once.
const samantha = await signedIn('Samantha Adams', { viewport: { width: 390, height: 844 } });
await samantha.goto(`${SITE}/caseload`);
await samantha.getByRole('link', { name: 'Adam Anderson' }).click();
await samantha.getByText('More pupils answer in full sentences').waitFor();
await look(samantha, 'coach-goals-on-a-phone');

await ava.getByRole('button', { name: 'More for Adam Anderson' }).click();
await ava.getByRole('menuitem', { name: 'Remove Coachee' }).click();
await look(ava, 'remove-coachee');
await ava.getByRole('button', { name: 'Remove coachee', exact: true }).click();
await ava.getByRole('link', { name: 'Adam Anderson' }).waitFor({ state: 'detached' });
await look(ava, 'removed');
await samantha.getByRole('tab', { name: 'Conferences' }).click();
await samantha.getByText('You may not do this').waitFor();
await look(samantha, 'access-ended');

await ava.getByRole('button', { name: 'Undo' }).click();
await ava.getByRole('link', { name: 'Adam Anderson' }).waitFor();
await ava.reload();
await ava.getByRole('link', { name: 'Adam Anderson' }).waitFor();

await open(ava, 'adam and', 'Adam Anderson');
for (const tab of ['Learning', 'Licenses and Credentials', 'Observations', 'Goals', 'Conferences', 'Personnel Information', 'Permissions']) {
  await ava.getByRole('tab', { name: tab }).click();
  await ava.locator('.row').first().waitFor();
  await look(ava, tab.toLowerCase().replaceAll(' ', '-'));
}
const thomas = await signedIn('Thomas Blankenship', { viewport: { width: 1280, height: 800 } });
await thomas.getByRole('link', { name: 'My coachees' }).click();
await thomas.getByRole('link', { name: 'Adam Anderson' }).waitFor();
await look(thomas, 'caseload');

await browser.close();
if (troubles.length > 0) {
  console.error(troubles.join('\n'));
  process.exit(1);
}
console.log(`${step} screens of the guide, in light and dark, without a finding`);
