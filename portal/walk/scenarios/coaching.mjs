// The Coaching tab: assigning, removing and undoing by keyboard; dates, permissions and history; the one primary coach;
// people who can't be assigned; and transferring a caseload.

import { anotherTab, createPair, apiOf, check, inspect, inspectOnBoth, signedIn, SITE, tabTo } from '../browser.mjs';

export default async function coaching() {
  const ava = await signedIn('Ava Morgan');
  const api = await apiOf(ava);
  const { coach, coachee } = await createPair(api);
  const other = await createPair(api);
  await byKeyboard(ava, coach, other.coachee);
  await datesAndPermissions(ava, coach, coachee);
  await onePrimary(ava, await createPair(api), await createPair(api), await createPair(api));
  await ava.goto(`${SITE}/people/${coach.id}/coaching`);
  await notEligible(ava, coach);
  await transferCaseload(ava, coach, other.coach);
}

/** Search, profile, add a coachee, remove, undo: by keyboard only. */
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
  throw new Error(`The arrow keys never reach “${name}”.`);
}

async function datesAndPermissions(ava, coach, coachee) {
  await ava.getByRole('button', { name: `More for ${coachee.name}` }).click();
  await inspect(ava, 'coaching-menu');
  await ava.getByRole('menuitem', { name: 'Dates and kind' }).click();
  await ava.getByRole('combobox', { name: 'Kind' }).selectOption('Secondary');
  await ava.getByLabel('Last day').fill('2020-01-01');
  await ava.getByRole('button', { name: 'Save Changes' }).click();
  await ava.locator('[id$=-error]').first().waitFor();
  await inspect(ava, 'coaching-dates-refused');
  await ava.getByLabel('Last day').fill('2030-06-30');
  await ava.getByRole('button', { name: 'Save Changes' }).click();
  await ava.getByText(/until Jun 30, 2030/).waitFor();
  await ava.getByRole('button', { name: `More for ${coachee.name}` }).click();
  await ava.getByRole('menuitem', { name: 'What the coach may do, and why' }).click();
  await ava.getByRole('region', { name: 'May', exact: true }).waitFor();
  await inspect(ava, 'coaching-permissions');
  await ava.keyboard.press('Escape');
  await ava.getByText('Coaching history').click();
  await ava
    .getByText(new RegExp(`${coach.name} was assigned to ${coachee.name}`))
    .first()
    .waitFor();
  await inspectOnBoth(ava, 'coaching-history');
}

/** Another primary coach replaces the current one or becomes secondary. Nothing happens before that is chosen. */
async function onePrimary(ava, { coach: first, coachee }, { coach: second }, { coach: third }) {
  await ava.goto(`${SITE}/people/${coachee.id}/coaching`);
  await choose(ava, second);
  await ava.getByText(`${first.name} is the primary coach, so ${second.name} will be a secondary coach.`).waitFor();
  await ava.getByText('Dates and kind').click();
  await ava.getByRole('combobox', { name: 'Kind' }).selectOption('Primary');
  await ava.getByRole('button', { name: 'Add coach', exact: true }).click();
  const choice = ava.getByRole('group', { name: `${first.name} is the primary coach of ${coachee.name}` });
  await choice.waitFor();
  check(await choice.evaluate((element) => element === document.activeElement), 'the choice has the focus');
  await inspectOnBoth(ava, 'coaching-primary-taken');
  await ava.keyboard.press('Enter');
  await ava.waitForTimeout(300);
  check(await choice.isVisible(), 'Enter alone chooses nothing');
  await networkFails(ava, { first, coachee });
  await tabTo(ava, 'Replace the primary coach');
  await ava.keyboard.press('Enter');
  await ava.getByText(`${second.name} coaches ${coachee.name} now.`).waitFor();
  await kindsAre(ava, { [first.name]: 'Secondary', [second.name]: 'Primary' });

  await choose(ava, third);
  await ava.getByText('Dates and kind').click();
  await ava.getByRole('combobox', { name: 'Kind' }).selectOption('Primary');
  await ava.getByRole('button', { name: 'Add coach', exact: true }).click();
  await ava.getByRole('button', { name: 'Add as secondary' }).click();
  await ava.getByText(`${third.name} coaches ${coachee.name} now, as a secondary coach.`).waitFor();
  await kindsAre(ava, { [first.name]: 'Secondary', [second.name]: 'Primary', [third.name]: 'Secondary' });
  await inspect(ava, 'coaching-kinds');

  for (const [button, kind] of [
    ['Keep as secondary', 'Secondary'],
    ['Replace the primary coach', 'Primary'],
  ]) {
    await ava.getByRole('button', { name: `More for ${first.name}` }).click();
    await ava.getByRole('menuitem', { name: 'Dates and kind' }).click();
    await ava.getByRole('combobox', { name: 'Kind' }).selectOption('Primary');
    await ava.getByRole('button', { name: 'Save Changes' }).click();
    await ava.getByRole('button', { name: button }).click();
    await ava.getByRole('dialog').waitFor({ state: 'detached' });
    await kindsAre(ava, { [first.name]: kind, [third.name]: 'Secondary' });
  }
  await kindsAre(ava, { [second.name]: 'Secondary' });
  await reopened(ava, { first, second, coachee });
  await seenByCoachee(coachee, [first, second, third]);
}

/** Replacing the primary coach is one request. If the network fails, the primary coach stays the same. */
async function networkFails(ava, { first, coachee }) {
  const assigning = /\/coachees\/[^/]+$/;
  const sent = [];
  await ava.route(assigning, (route) => {
    if (route.request().method() === 'GET') return route.continue();
    sent.push(route.request().method());
    return route.abort('internetdisconnected');
  });
  await ava.getByRole('button', { name: 'Replace the primary coach' }).click();
  await ava.getByRole('alert').getByText('No connection').waitFor();
  await ava.unroute(assigning);
  check(sent.length === 1 && sent[0] === 'PUT', `one request, not ${sent.join(', ')}`);
  const tab = await anotherTab(ava);
  await tab.goto(`${SITE}/people/${coachee.id}/coaching`);
  await kindsAre(tab, { [first.name]: 'Primary' });
  await tab.close();
}

/** The coachee sees each coach's card and kind. */
async function seenByCoachee(coachee, coaches) {
  const ken = await signedIn(coachee.email);
  await ken.goto(`${SITE}/people/${coachee.id}/coaching`);
  const rows = ken.getByRole('region', { name: 'Coached By' }).locator('.row');
  for (const { name, email } of coaches) {
    await rows
      .filter({ hasText: name })
      .getByText(/^(Primary|Secondary)$/)
      .waitFor();
    check((await ken.getByText(email).count()) === 0, 'a card shows no e-mail');
  }
  await inspectOnBoth(ken, 'coaching-seen-by-coachee');
  await rows.getByRole('link', { name: coaches[0].name }).click();
  await ken.getByRole('heading', { name: coaches[0].name, level: 1 }).waitFor();
  await ken.goto(SITE);
  await ken.getByText(coaches[0].name).first().waitFor();
}

/** A removed primary coach is reopened beside another one. */
async function reopened(ava, { first, second, coachee }) {
  await remove(ava, first);
  await ava.getByRole('button', { name: `More for ${second.name}` }).click();
  await ava.getByRole('menuitem', { name: 'Dates and kind' }).click();
  await ava.getByRole('combobox', { name: 'Kind' }).selectOption('Primary');
  await ava.getByRole('button', { name: 'Save Changes' }).click();
  await kindsAre(ava, { [second.name]: 'Primary' });
  await ava.getByText('Coaching history').click();
  await ava
    .getByRole('button', { name: `Reopen: ${first.name} coaches ${coachee.name}` })
    .first()
    .click();
  await ava.getByRole('group', { name: `${second.name} is the primary coach of ${coachee.name}` }).waitFor();
  await inspect(ava, 'coaching-reopen-primary-taken');
  await ava.getByRole('button', { name: 'Add as secondary' }).click();
  await kindsAre(ava, { [first.name]: 'Secondary', [second.name]: 'Primary' });

  // Again, this time replacing the primary coach.
  await remove(ava, first);
  await remove(ava, second);
  await ava
    .getByRole('button', { name: `Reopen: ${first.name} coaches ${coachee.name}` })
    .first()
    .click();
  await kindsAre(ava, { [first.name]: 'Secondary' });
  await ava.getByRole('button', { name: `More for ${first.name}` }).click();
  await ava.getByRole('menuitem', { name: 'Dates and kind' }).click();
  await ava.getByRole('combobox', { name: 'Kind' }).selectOption('Primary');
  await ava.getByRole('button', { name: 'Save Changes' }).click();
  await kindsAre(ava, { [first.name]: 'Primary' });
  await ava
    .getByRole('button', { name: `Reopen: ${second.name} coaches ${coachee.name}` })
    .first()
    .click();
  await ava.getByRole('group', { name: `${first.name} is the primary coach of ${coachee.name}` }).waitFor();
  await ava.getByRole('button', { name: 'Replace the primary coach' }).click();
  await kindsAre(ava, { [first.name]: 'Secondary', [second.name]: 'Primary' });
}

async function remove(ava, coach) {
  await ava.getByRole('button', { name: `More for ${coach.name}` }).click();
  await ava.getByRole('menuitem', { name: 'Remove Coach' }).click();
  await ava.getByRole('button', { name: 'Remove coach', exact: true }).click();
  await ava.getByRole('button', { name: `More for ${coach.name}` }).waitFor({ state: 'detached' });
}

async function choose(ava, coach) {
  await ava.getByRole('button', { name: 'Add a coach', exact: true }).click();
  await ava.getByLabel('Name or e-mail', { exact: true }).fill(coach.name);
  await ava.getByRole('option', { name: new RegExp(coach.name) }).click();
}

/** Waits until the list of coaches shows these kinds. */
async function kindsAre(ava, kinds) {
  const rows = ava.getByRole('region', { name: 'Coached By' }).locator('.row');
  for (const [name, kind] of Object.entries(kinds)) await rows.filter({ hasText: name }).getByText(kind, { exact: true }).waitFor();
}

/** People who can't be chosen are shown with the reason and what to do. */
async function notEligible(ava, coach) {
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
  await inspect(ava, 'coaching-no-access');
  check(await ava.getByRole('button', { name: 'Add coach', exact: true }).isDisabled(), 'nobody without coaching access can be assigned');
  await ava.keyboard.press('Escape');
}

async function transferCaseload(ava, coach, to) {
  await ava.getByRole('button', { name: 'Transfer caseload' }).click();
  await ava.getByLabel('Name or e-mail', { exact: true }).fill(to.name);
  await ava.getByRole('option', { name: new RegExp(to.name) }).click();
  await ava.getByText(`${to.name} takes over`).waitFor();
  await inspect(ava, 'coaching-transfer');
  await ava.getByRole('dialog').getByRole('button', { name: 'Transfer caseload' }).click();
  await ava.getByText(`${to.name} took over`).waitFor();
  await ava.getByText(`${coach.name} coaches nobody yet.`).waitFor();
}
