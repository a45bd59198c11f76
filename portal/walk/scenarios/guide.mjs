// Every numbered step of the guide, as an administrator, a coach, a coachee and a member see it. The screenshots are named
// by step.

import { check, inspect, open, PHONE, signedIn, SITE } from '../browser.mjs';

export default async function guide() {
  const ava = await signedIn('Ava Morgan');
  const samantha = await signedIn('Samantha Adams', PHONE);
  await search(ava);
  await tabs(ava, samantha);
  await coachStatus(ava);
  await addCoachee(ava, samantha);
  await removeCoachee(ava, samantha);
  await fromTheCoacheesSide(ava, samantha);
  await work();
  await coachee();
}

const tab = (page) => page.getByRole('navigation', { name: /^Profile of/ }).getByRole('link');
/** The names of the tabs, without their counts. */
const tabsOf = async (page) => (await tab(page).allTextContents()).map((name) => name.replace(/ \d*$/, ''));
const link = (page, name) => page.getByRole('main').getByRole('link', { name, exact: true });

/** 1: one search on every page finds a person by name or e-mail; choosing opens the profile. */
async function search(ava) {
  await inspect(ava, 'guide-1-signed-in');
  for (const text of ['adam.anderson@lake', 'adam and']) {
    await ava.keyboard.press('/');
    await ava.keyboard.press('Control+A');
    await ava.keyboard.type(text);
    await ava.getByRole('option', { name: /Adam Anderson/ }).waitFor();
  }
  await inspect(ava, 'guide-1-search');
  await ava.keyboard.press('Enter');
  await link(ava, 'Thomas Blankenship').waitFor();
}

/** 2 and 3: the eight tabs, of which a colleague without permissions sees none; Coached By and Coaching. */
async function tabs(ava, samantha) {
  await inspect(ava, 'guide-3-coaching');
  const all = await tabsOf(ava);
  check(
    all.join() === 'Learning,Licenses and Credentials,Observations,Goals,Conferences,Coaching,Personnel Information,Permissions',
    `the guide's eight tabs: ${all}`,
  );
  for (const name of all) {
    await tab(ava).filter({ hasText: name }).click();
    await inspect(ava, `guide-2-${name.toLowerCase().replaceAll(' ', '-')}`);
  }
  await open(samantha, 'adam and', 'Adam Anderson');
  await samantha.getByText('You see the name, title and site of this colleague.').waitFor();
  check((await samantha.getByRole('navigation', { name: /^Profile of/ }).count()) === 0, 'a colleague sees no tab');
  await inspect(samantha, 'guide-2-member');
}

/** 4: “Click here to edit NAME's coach status”, the toggle, Save Changes. */
async function coachStatus(ava) {
  await open(ava, 'samantha ad', 'Samantha Adams');
  await ava.getByRole('button', { name: 'Click here to edit Samantha Adams’s coach status' }).click();
  await ava.getByRole('switch', { name: 'Coaching access' }).click();
  await inspect(ava, 'guide-4-coach-status');
  await ava.getByRole('button', { name: 'Save Changes' }).click();
  await ava.getByText('Samantha Adams may coach.').waitFor();
  await ava.getByRole('dialog').waitFor({ state: 'detached' });
}

/** 5: Add under Coaching; the coach can manage at once. */
async function addCoachee(ava, samantha) {
  await ava.getByRole('button', { name: 'Add a coachee' }).click();
  await ava.getByLabel('Name or e-mail', { exact: true }).fill('adam and');
  await ava.getByRole('option', { name: /Adam Anderson/ }).waitFor();
  await ava.keyboard.press('Enter');
  await ava.getByText(/Samantha Adams will see and work on Adam Anderson/).waitFor();
  await inspect(ava, 'guide-5-add-coachee');
  await ava.keyboard.press('Enter');
  await link(ava, 'Adam Anderson').waitFor();
  await inspect(ava, 'guide-5-added');
  await samantha.goto(`${SITE}/caseload`);
  await samantha.getByRole('link', { name: 'Adam Anderson', exact: true }).click();
  await samantha.getByText('More pupils answer in full sentences').waitFor();
  await inspect(samantha, 'guide-5-coach-at-once');
}

/** 6: Remove Coachee, confirm, and every permission from it is gone. */
async function removeCoachee(ava, samantha) {
  await ava.getByRole('button', { name: 'More for Adam Anderson' }).click();
  await ava.getByRole('menuitem', { name: 'Remove Coachee' }).click();
  await inspect(ava, 'guide-6-confirm');
  await ava.getByRole('button', { name: 'Remove coachee', exact: true }).click();
  await link(ava, 'Adam Anderson').waitFor({ state: 'detached' });
  await inspect(ava, 'guide-6-removed');
  await samantha.getByRole('link', { name: 'Conferences' }).click();
  await samantha.getByText('You may not do this').waitFor();
  await inspect(samantha, 'guide-6-revoked');
}

/** 7: the same from the coachee's side. Only people with coaching access can be assigned. */
async function fromTheCoacheesSide(ava, samantha) {
  await open(ava, 'adam and', 'Adam Anderson');
  await ava.getByRole('button', { name: 'Add a coach', exact: true }).click();
  await ava.getByLabel('Name or e-mail', { exact: true }).fill('mor');
  await ava
    .getByRole('option', { name: /No coaching access/ })
    .first()
    .waitFor();
  await inspect(ava, 'guide-7-only-coaches');
  await ava.getByLabel('Name or e-mail', { exact: true }).fill('samantha ad');
  await ava.getByRole('option', { name: /Samantha Adams/ }).waitFor();
  await ava.keyboard.press('Enter');
  await ava.keyboard.press('Enter');
  await link(ava, 'Samantha Adams').waitFor();
  await inspect(ava, 'guide-7-assigned');
  await ava.getByRole('button', { name: 'More for Samantha Adams' }).click();
  await ava.getByRole('menuitem', { name: 'Remove Coach' }).click();
  await ava.getByRole('button', { name: 'Remove coach', exact: true }).click();
  await link(ava, 'Samantha Adams').waitFor({ state: 'detached' });
  await samantha.goto(`${SITE}/caseload`);
  await samantha.getByText(/You coach nobody/).waitFor();
  // 9: people are notified of changes to their assignments.
  await samantha.goto(`${SITE}/notifications`);
  await samantha
    .getByRole('link', { name: /^You no longer coach/ })
    .first()
    .waitFor();
  await inspect(samantha, 'guide-9-notified');
}

/** 8 and 9: what a coach works with: goals, conferences, observations and permitted fields. A coach can't assign. */
async function work() {
  const thomas = await signedIn('Thomas Blankenship');
  await inspect(thomas, 'guide-8-home');
  await thomas.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'My coachees' }).click();
  await thomas.getByRole('table').waitFor();
  await inspect(thomas, 'guide-8-caseload');
  await link(thomas, 'Adam Anderson').click();
  await link(thomas, 'More pupils answer in full sentences').click();
  await thomas.getByRole('textbox', { name: 'Title' }).waitFor();
  await inspect(thomas, 'guide-8-goal');
  for (const [tab, first] of [
    ['Conferences', /Post observation|Pre observation|Check in/],
    ['Observations', /./],
  ]) {
    await open(thomas, 'adam and', 'Adam Anderson');
    await link(thomas, tab).click();
    await thomas.locator('.row').getByRole('link', { name: first }).first().click();
    await inspect(thomas, `guide-8-${tab.toLowerCase().slice(0, -1)}`);
  }
  await open(thomas, 'adam and', 'Adam Anderson');
  const seen = await tabsOf(thomas);
  check(
    !seen.includes('Personnel Information') && !seen.includes('Permissions'),
    `a coach sees neither personnel information nor permissions: ${seen}`,
  );
  await thomas.getByRole('button', { name: 'Edit profile' }).click();
  await thomas.getByRole('dialog').getByRole('textbox').first().waitFor();
  await inspect(thomas, 'guide-8-permitted-fields');
  await thomas.keyboard.press('Escape');
  await inspect(thomas, 'guide-9-no-assigning');
  check(
    (await thomas.getByRole('button', { name: /^Add a coach|^More for|Transfer/ }).count()) === 0,
    'only administrators assign and remove',
  );
}

/** What the coachee sees: their coaches, their goals and shared observations. */
async function coachee() {
  const adam = await signedIn('Adam Anderson', PHONE);
  await adam.getByText('Thomas Blankenship').first().waitFor();
  await inspect(adam, 'guide-8-coachee-home');
  await adam.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'My profile' }).click();
  await link(adam, 'Observations').click();
  await adam.locator('.row').first().waitFor();
  await inspect(adam, 'guide-8-coachee-observations');
}
