// The list of people: filters in the address, further pages, a new person, and one coach for many.

import { aPair, apiOf, check, look, lookAtBoth, signedIn, SITE } from '../browser.mjs';

export default async function people() {
  const ava = await signedIn('Ava Morgan');
  const { coach } = await aPair(await apiOf(ava));
  await ava.keyboard.press('g');
  await ava.keyboard.press('p');
  await ava.getByRole('heading', { name: 'People', level: 1 }).waitFor();
  await ava.getByRole('row').nth(20).waitFor();
  await lookAtBoth(ava, 'people');
  const before = await ava.getByRole('row').count();
  await ava.getByRole('button', { name: 'Show more' }).click();
  await ava.waitForFunction((count) => document.querySelectorAll('tr').length > count, before);
  await filters(ava);
  await newPerson(ava);
  await forMany(ava, coach);
}

/** Among the coaches, Adaeze Abernathy comes first. */
async function filters(ava) {
  await ava.getByLabel('Coaching access').selectOption('With');
  await ava.getByRole('link', { name: 'Adaeze Abernathy' }).waitFor();
  await ava.getByRole('link', { name: 'Adam Anderson' }).waitFor({ state: 'detached' });
  check(/coach_status=granted/.test(ava.url()), 'the filter stands in the address');
  await ava.reload();
  await ava.getByRole('link', { name: 'Adaeze Abernathy' }).waitFor();
  check((await ava.getByLabel('Coaching access').inputValue()) === 'granted', 'an address brings its filter back');
  await ava.getByRole('combobox', { name: 'Site' }).fill('Nowhere');
  await ava.getByText('Nobody fits.').waitFor();
  await look(ava, 'people-nobody');
}

async function newPerson(ava) {
  await ava.goto(`${SITE}/people`);
  await ava.getByRole('button', { name: 'New person' }).click();
  await ava.getByRole('textbox', { name: 'Given name' }).fill('Priya');
  await ava.getByRole('textbox', { name: 'Family name' }).fill('Aaron');
  await ava.getByRole('textbox', { name: 'E-mail' }).fill('adam.anderson@lakeside.example');
  await ava.getByRole('button', { name: 'Add person' }).click();
  await ava
    .getByText(/e-mail is taken/)
    .first()
    .waitFor();
  await look(ava, 'new-person-refused');
  await ava.getByRole('textbox', { name: 'E-mail' }).fill(`priya${Date.now()}@lakeside.example`);
  await ava.getByRole('button', { name: 'Add person' }).click();
  await ava.getByRole('heading', { name: 'Priya Aaron', level: 1 }).waitFor();
}

/** A coach with room for twelve is given fourteen: the two without room are named. */
async function forMany(ava, coach) {
  await ava.goto(`${SITE}/people`);
  const boxes = ava.getByRole('checkbox', { name: /^Choose (?!all)/ });
  await boxes.nth(20).waitFor();
  for (let at = 0; at < 14; at += 1) await boxes.nth(at).check();
  await ava.getByText('14 chosen').waitFor();
  await look(ava, 'people-chosen');
  await ava.getByRole('button', { name: 'Assign a coach' }).click();
  await ava.getByLabel('Name or e-mail', { exact: true }).fill(coach.name);
  await ava.getByRole('option', { name: new RegExp(coach.name) }).click();
  await lookAtBoth(ava, 'assign-many');
  await ava.getByRole('dialog').getByRole('button', { name: 'Assign coach' }).click();
  await ava.getByText('11 assigned, 3 refused.').waitFor();
  check(
    (await ava
      .getByRole('dialog')
      .getByText(/^\S+ \S+$/)
      .count()) >= 3,
    'each who was refused is named',
  );
  await lookAtBoth(ava, 'assign-many-results');
  await ava.getByRole('button', { name: 'Close' }).last().click();
  await ava.goto(`${SITE}/people/${coach.id}/coaching`);
  await ava.getByText('12 of 12').waitFor();
  await ava.getByRole('main').getByRole('link', { name: 'Activity' }).click();
  await ava.getByText(`Ava Morgan granted ${coach.name} coaching access`).waitFor();
  await lookAtBoth(ava, 'activity');
}
