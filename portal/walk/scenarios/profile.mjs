// The profile: who may edit which fields, learning and credentials with undo, personnel information, and deactivating a
// person.

import { createPair, apiOf, check, inspect, inspectOnBoth, open, signedIn, SITE } from '../browser.mjs';

export default async function profile() {
  const ava = await signedIn('Ava Morgan');
  const { coach, coachee } = await createPair(await apiOf(ava));
  await fields(ava, coach, coachee);
  await learning(ava, coachee);
  await credentials(ava, coachee);
  await personnel(ava, coachee);
  await oneAfterAnother(ava, coach, coachee);
  await inactive(ava, coachee);
}

const labels = (page) => page.getByRole('dialog').locator('label').allTextContents();

async function fields(ava, coach, coachee) {
  for (const [who, expected] of [
    [coachee.email, 'Preferred name'],
    [coach.email, 'Title'],
  ]) {
    const page = await signedIn(who);
    await page.goto(`${SITE}/people/${coachee.id}/coaching`);
    await page.getByRole('button', { name: 'Edit profile' }).click();
    await page.getByRole('dialog').getByRole('textbox').first().waitFor();
    const shown = await labels(page);
    check(
      shown.some((label) => label.startsWith(expected)) && !shown.some((label) => /E-mail|Role|Coaching access/.test(label)),
      `${who} edits only permitted fields: ${shown}`,
    );
    if (who === coach.email) {
      await page.getByRole('textbox', { name: 'Title' }).fill('Grade 4 teacher');
      await page.getByRole('button', { name: 'Save Changes' }).click();
      await page.getByText('Grade 4 teacher, Heron Elementary School').waitFor();
    }
  }
  await ava.goto(`${SITE}/people/${coachee.id}/coaching`);
  await ava.getByRole('button', { name: 'Edit profile' }).click();
  await ava.getByRole('textbox', { name: 'E-mail' }).fill('adam.anderson@lakeside.example');
  await ava.getByRole('button', { name: 'Save Changes' }).click();
  await ava
    .getByText(/Adam Anderson has this e-mail/)
    .first()
    .waitFor();
  await inspect(ava, 'edit-profile-refused');
  await ava.getByRole('button', { name: 'Discard changes' }).click();
  await ava.keyboard.press('Escape');
}

/** While the lists of the coach's profile load, those of the coachee's profile are not shown under the coach's name. */
async function oneAfterAnother(ava, coach, coachee) {
  await ava.goto(`${SITE}/people/${coach.id}/personnel`);
  await ava.getByRole('heading', { name: coach.name, level: 1 }).waitFor();
  const ofCoachee = ava.getByRole('main').getByRole('link', { name: coach.name });
  await open(ava, coachee.email, coachee.name);
  await ofCoachee.first().waitFor();
  const lists = (url) => url.pathname.startsWith(`/v1/users/${coach.id}/`);
  let go;
  const held = new Promise((resolve) => (go = resolve));
  await ava.route(lists, async (route) => {
    await held;
    await route.continue();
  });
  await open(ava, coach.email, coach.name);
  await ava
    .getByRole('status', { name: /^Loading/ })
    .first()
    .waitFor();
  check((await ofCoachee.count()) === 0, 'no list of one person is shown under the name of another');
  go();
  await ava.getByRole('main').getByRole('link', { name: coachee.name }).first().waitFor();
  await ava.unroute(lists);
}

async function learning(ava, coachee) {
  await ava.goto(`${SITE}/people/${coachee.id}/learning`);
  await ava.getByRole('button', { name: 'Add learning' }).click();
  await ava.getByRole('textbox', { name: 'Title' }).fill('Talk moves');
  await ava.getByRole('textbox', { name: 'Hours' }).fill('6');
  await inspect(ava, 'learning-window');
  await ava.getByRole('dialog').getByRole('button', { name: 'Add learning' }).click();
  await ava.getByText('6 hours').waitFor();
  await ava.getByRole('dialog').waitFor({ state: 'detached' });
  await ava.getByRole('button', { name: 'Edit Talk moves' }).click();
  await ava.getByRole('textbox', { name: 'Provider' }).fill('County office');
  await ava.keyboard.press('Enter');
  await ava.getByText('County office · 6 hours').waitFor();
  await ava.getByRole('dialog').waitFor({ state: 'detached' });
  await ava.getByRole('button', { name: 'Delete Talk moves' }).click();
  await ava.getByText(/are listed here\. Add the first one/).waitFor();
  await ava.getByRole('button', { name: 'Undo' }).click();
  await ava.getByText('County office · 6 hours').waitFor();
  await inspectOnBoth(ava, 'learning');
}

async function credentials(ava, coachee) {
  await ava.goto(`${SITE}/people/${coachee.id}/credentials`);
  await ava.getByRole('button', { name: 'Add credential' }).click();
  await ava.getByRole('textbox', { name: 'Title' }).fill('Elementary teaching licence');
  await ava.getByLabel('Issued on').fill('2020-02-02');
  await ava.getByLabel('Expires on').fill('2025-02-01');
  await inspect(ava, 'credential-window');
  await ava.getByRole('dialog').getByRole('button', { name: 'Add credential' }).click();
  await ava.getByText('Expired', { exact: true }).waitFor();
  await ava.getByRole('dialog').waitFor({ state: 'detached' });
  await inspectOnBoth(ava, 'credentials');
}

async function personnel(ava, coachee) {
  await ava.goto(`${SITE}/people/${coachee.id}/personnel`);
  await ava.getByRole('textbox', { name: 'Position' }).fill('Teacher, grade 4');
  await ava.getByRole('combobox', { name: 'Contract' }).selectOption('Permanent');
  await ava.getByRole('button', { name: 'Save Changes' }).click();
  await ava.getByText('Personnel information saved.').waitFor();
  await ava.reload();
  check((await ava.getByRole('textbox', { name: 'Position' }).inputValue()) === 'Teacher, grade 4', 'personnel information is saved');
  await inspectOnBoth(ava, 'personnel');
}

async function inactive(ava, coachee) {
  await ava.goto(`${SITE}/people/${coachee.id}/permissions`);
  await ava.getByRole('button', { name: 'Make inactive' }).click();
  await inspect(ava, 'make-inactive');
  await ava.getByRole('dialog').getByRole('button', { name: 'Make inactive' }).click();
  await ava.getByText('Member, inactive: may do nothing').waitFor();
  await inspectOnBoth(ava, 'permissions');
  await ava.getByRole('button', { name: 'Make active' }).click();
  await ava.getByText('Member, active').waitFor();
}
