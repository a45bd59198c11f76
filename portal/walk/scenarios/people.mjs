// The list of people: filters in the address, further pages, a new person, and one coach for many.

import { createPair, apiOf, check, inspect, inspectOnBoth, signedIn, SITE } from '../browser.mjs';

export default async function people() {
  const ava = await signedIn('Ava Morgan');
  const api = await apiOf(ava);
  const { coach } = await createPair(api);
  await ava.keyboard.press('g');
  await ava.keyboard.press('p');
  await ava.getByRole('heading', { name: 'People', level: 1 }).waitFor();
  await ava.getByRole('row').nth(20).waitFor();
  await inspectOnBoth(ava, 'people');
  const before = await ava.getByRole('row').count();
  await ava.getByRole('button', { name: 'Show more' }).click();
  await ava.waitForFunction((count) => document.querySelectorAll('tr').length > count, before);
  await filters(ava);
  await newPerson(ava);
  await forMany(ava, coach);
  await primaries(ava, api);
  await onlyAdministratorsList(coach);
}

/** Among the coaches, Adaeze Abernathy comes first. */
async function filters(ava) {
  await ava.getByLabel('Coaching access').selectOption('With');
  await ava.getByRole('link', { name: 'Adaeze Abernathy' }).waitFor();
  await ava.getByRole('link', { name: 'Adam Anderson' }).waitFor({ state: 'detached' });
  check(/coach_status=granted/.test(ava.url()), 'the filter is in the address');
  await ava.reload();
  await ava.getByRole('link', { name: 'Adaeze Abernathy' }).waitFor();
  check((await ava.getByLabel('Coaching access').inputValue()) === 'granted', 'an address restores its filter');
  await ava.getByRole('combobox', { name: 'Site' }).fill('Nowhere');
  await ava.getByText('Nobody matches.').waitFor();
  await inspect(ava, 'people-nobody');
}

async function newPerson(ava) {
  await ava.goto(`${SITE}/people`);
  await ava.getByRole('button', { name: 'New person' }).click();
  await ava.getByRole('textbox', { name: 'Given name' }).fill('Priya');
  await ava.getByRole('textbox', { name: 'Family name' }).fill('Aaron');
  await ava.getByRole('textbox', { name: 'E-mail' }).fill('adam.anderson@lakeside.example');
  await ava.getByRole('button', { name: 'Add person' }).click();
  await ava.getByText('Adam Anderson has this e-mail. Open their profile, or take another e-mail.').first().waitFor();
  const email = ava.getByRole('textbox', { name: 'E-mail' });
  check((await email.getAttribute('aria-invalid')) === 'true', 'the field is marked as invalid');
  await inspect(ava, 'new-person-refused');
  await ava.getByRole('textbox', { name: 'E-mail' }).fill(`priya${Date.now()}@lakeside.example`);
  await ava.getByRole('button', { name: 'Add person' }).click();
  await ava.getByRole('heading', { name: 'Priya Aaron', level: 1 }).waitFor();
}

/** Fourteen people are assigned to a coach with a capacity of twelve, and those who don't fit are named. */
async function forMany(ava, coach) {
  await ava.goto(`${SITE}/people`);
  const boxes = ava.getByRole('checkbox', { name: /^Select (?!all)/ });
  await boxes.nth(20).waitFor();
  for (let at = 0; at < 14; at += 1) await boxes.nth(at).check();
  await ava.getByText('14 selected').waitFor();
  await inspect(ava, 'people-chosen');
  await ava.getByRole('button', { name: 'Assign a coach' }).click();
  await ava.getByLabel('Name or e-mail', { exact: true }).fill(coach.name);
  await ava.getByRole('option', { name: new RegExp(coach.name) }).click();
  await inspectOnBoth(ava, 'assign-many');
  await ava.getByRole('dialog').getByRole('button', { name: 'Assign coach' }).click();
  await ava.getByText('11 assigned, 3 not assigned.').waitFor();
  check(
    (await ava
      .getByRole('dialog')
      .getByText(/^\S+ \S+$/)
      .count()) >= 3,
    'each person who was not assigned is named',
  );
  await inspectOnBoth(ava, 'assign-many-results');
  await ava.getByRole('button', { name: 'Close' }).last().click();
  await ava.goto(`${SITE}/people/${coach.id}/coaching`);
  await ava.getByText('12 of 12').waitFor();
  await ava.getByRole('main').getByRole('link', { name: 'Activity' }).click();
  await ava.getByText(`Ava Morgan granted ${coach.name} coaching access`).waitFor();
  await inspectOnBoth(ava, 'activity');
}

/** People who already have a primary coach are named. They can get the coach as secondary, or as primary instead. */
async function primaries(ava, api) {
  const site = `Primary School ${Date.now()}`;
  const { coach } = await createPair(api);
  const coachees = [];
  for (let n = 0; n < 2; n += 1) {
    const { coachee } = await createPair(api);
    await moveTo(api, site, coachee);
    coachees.push(coachee);
  }
  const lines = ava.getByRole('list', { name: 'Result for each person' }).getByRole('listitem');
  const assignPrimary = async ({ name: coach }) => {
    await ava.goto(`${SITE}/people?site=${encodeURIComponent(site)}`);
    for (const { name } of coachees) await ava.getByRole('checkbox', { name: `Select ${name}` }).check();
    await ava.getByRole('button', { name: 'Assign a coach' }).click();
    await ava.getByLabel('Name or e-mail', { exact: true }).fill(coach);
    await ava.getByRole('option', { name: new RegExp(coach) }).click();
    await ava.getByRole('combobox', { name: 'Kind' }).selectOption('Primary');
    await ava.getByRole('dialog').getByRole('button', { name: 'Assign coach' }).click();
    await ava.getByText('0 assigned, 2 not assigned.').waitFor();
    check((await lines.filter({ hasText: 'primary coach already' }).count()) === 2, 'each line has its reason');
  };
  await assignPrimary(coach);
  await inspectOnBoth(ava, 'assign-many-primary-taken');
  await ava.getByRole('button', { name: 'Add as secondary for 2 people' }).click();
  await ava.getByText('2 assigned.').waitFor();
  check((await lines.filter({ hasText: 'Assigned, as secondary.' }).count()) === 2, 'each line has its kind');
  await inspect(ava, 'assign-many-secondary');

  await assignPrimary((await createPair(api)).coach);
  await ava.getByRole('button', { name: 'Replace the primary coach of 2 people' }).click();
  await ava.getByText('2 assigned.').waitFor();
  check((await lines.filter({ hasText: 'Assigned, as primary.' }).count()) === 2, 'each line has its kind');
}

async function moveTo(api, site, { id }) {
  const { version } = await api('GET', `/users/${id}`);
  await api('PATCH', `/users/${id}`, { site }, { 'If-Match': `"${version}"`, 'Content-Type': 'application/merge-patch+json' });
}

/** Members never request the whole list, nor filter by fields that a card hides. */
async function onlyAdministratorsList(coach) {
  const rosa = await signedIn(coach.email);
  const requested = [];
  rosa.on('request', (request) => /\/v1\/users\?/.test(request.url()) && requested.push(request.url()));
  await rosa.goto(`${SITE}/people?status=inactive&coach_status=granted`);
  await rosa.getByText('The list of all people is for administrators.').waitFor();
  await rosa.keyboard.press('/');
  await rosa.keyboard.type('Adam');
  await rosa.getByRole('option').first().waitFor();
  check(requested.length > 0 && requested.every((url) => !/status=/.test(url)), `members don't filter by status: ${requested}`);
}
