// The Coaching tab: without a mouse from the search to an undone removal; dates, history, reasons, a
// caseload that is handed on, and what stands in the way.

import { aPair, apiOf, check, look, lookAtBoth, signedIn, SITE, tabTo } from '../browser.mjs';

export default async function coaching() {
  const ava = await signedIn('Ava Morgan');
  const api = await apiOf(ava);
  const { coach, coachee } = await aPair(api);
  const other = await aPair(api);
  await byKeyboard(ava, coach, other.coachee);
  await datesAndReasons(ava, coach, coachee);
  await inTheWay(ava, coach);
  await handOn(ava, coach, other.coach);
}

/** Search, profile, add a coachee, remove, undo: the mouse is never touched. */
async function byKeyboard(ava, coach, coachee) {
  await ava.goto(SITE);
  await ava.getByRole('heading', { level: 1 }).waitFor();
  await ava.keyboard.press('/');
  await ava.keyboard.type(coach.name);
  await ava.getByRole('option', { name: new RegExp(coach.name) }).waitFor();
  await ava.keyboard.press('Enter');
  await ava.getByRole('heading', { name: coach.name, level: 1 }).waitFor();
  await ava.getByRole('region', { name: 'Coaching', exact: true }).waitFor();
  await tabTo(ava, 'Add a coachee');
  await ava.keyboard.press('Enter');
  await ava.waitForFunction(() => document.activeElement?.getAttribute('aria-controls') === 'to-add');
  await ava.keyboard.type(coachee.name);
  await ava.getByRole('option', { name: new RegExp(coachee.name) }).waitFor();
  await ava.keyboard.press('Enter');
  await ava.getByText(`${coach.name} will see and work on`).waitFor();
  await ava.keyboard.press('Enter');
  await ava.getByRole('link', { name: coachee.name }).waitFor();
  await ava.getByRole('dialog').waitFor({ state: 'detached' });
  await tabTo(ava, `More for ${coachee.name}`);
  await ava.keyboard.press('Enter');
  await ava.getByRole('menuitem', { name: 'Dates and kind' }).waitFor();
  await arrowTo(ava, 'Remove Coachee');
  await ava.keyboard.press('Enter');
  await ava.getByRole('dialog').waitFor();
  await tabTo(ava, 'Remove coachee');
  await ava.keyboard.press('Enter');
  await ava.getByRole('link', { name: coachee.name }).waitFor({ state: 'detached' });
  await ava.getByRole('dialog').waitFor({ state: 'detached' });
  await tabTo(ava, 'Undo');
  await ava.keyboard.press('Enter');
  await ava.getByRole('link', { name: coachee.name }).waitFor();
}

async function arrowTo(page, name) {
  for (let pressed = 0; pressed < 10; pressed += 1) {
    await page.keyboard.press('ArrowDown');
    if ((await page.evaluate(() => document.activeElement?.textContent)) === name) return;
    await page.waitForTimeout(50);
  }
  throw new Error(`The arrows never come to “${name}”.`);
}

async function datesAndReasons(ava, coach, coachee) {
  await ava.getByRole('button', { name: `More for ${coachee.name}` }).click();
  await look(ava, 'coaching-menu');
  await ava.getByRole('menuitem', { name: 'Dates and kind' }).click();
  await ava.getByRole('combobox', { name: 'Kind' }).selectOption('Secondary');
  await ava.getByLabel('Last day').fill('2020-01-01');
  await ava.getByRole('button', { name: 'Save Changes' }).click();
  await ava.locator('[id$=-error]').first().waitFor();
  await look(ava, 'coaching-dates-refused');
  await ava.getByLabel('Last day').fill('2030-06-30');
  await ava.getByRole('button', { name: 'Save Changes' }).click();
  await ava.getByText(/until Jun 30, 2030/).waitFor();
  await ava.getByRole('button', { name: `More for ${coachee.name}` }).click();
  await ava.getByRole('menuitem', { name: 'What the coach may do, and why' }).click();
  await ava.getByRole('region', { name: 'May', exact: true }).waitFor();
  await look(ava, 'coaching-why');
  await ava.keyboard.press('Escape');
  await ava.getByText('Coaching history').click();
  await ava
    .getByText(new RegExp(`${coach.name} was assigned to ${coachee.name}`))
    .first()
    .waitFor();
  await lookAtBoth(ava, 'coaching-history');
}

/** Who can't be chosen stays visible, with the reason and the way out. */
async function inTheWay(ava, coach) {
  await ava.getByRole('button', { name: 'Add a coach', exact: true }).click();
  const field = ava.getByLabel('Name or e-mail', { exact: true });
  await field.fill(coach.name);
  await ava.getByText('Nobody coaches themselves.').waitFor();
  await field.fill('adam and');
  await ava
    .getByRole('option', { name: /No coaching access/ })
    .first()
    .waitFor();
  await ava.keyboard.press('Enter');
  await ava.getByRole('button', { name: 'Grant it' }).waitFor();
  await look(ava, 'coaching-no-access');
  check(await ava.getByRole('button', { name: 'Add coach', exact: true }).isDisabled(), 'nobody without coaching access can be assigned');
  await ava.keyboard.press('Escape');
}

async function handOn(ava, coach, to) {
  await ava.getByRole('button', { name: 'Transfer caseload' }).click();
  await ava.getByLabel('Name or e-mail', { exact: true }).fill(to.name);
  await ava.getByRole('option', { name: new RegExp(to.name) }).click();
  await ava.getByText(`${to.name} takes over`).waitFor();
  await look(ava, 'coaching-transfer');
  await ava.getByRole('dialog').getByRole('button', { name: 'Transfer caseload' }).click();
  await ava.getByText(`${to.name} took over`).waitFor();
  await ava.getByText(`${coach.name} coaches nobody yet.`).waitFor();
}
