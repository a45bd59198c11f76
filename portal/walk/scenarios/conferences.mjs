// A conference: the coach schedules it, downloads the invitation, writes shared and private notes, cancels and deletes it.

import { createPair, apiOf, check, dayIn, inspectOnBoth, signedIn, SITE } from '../browser.mjs';

export default async function conferences() {
  const ava = await signedIn('Ava Morgan');
  const { coach, coachee } = await createPair(await apiOf(ava));
  const rosa = await signedIn(coach.email);
  const address = await schedule(rosa, coachee);
  await rosa.getByRole('textbox', { name: 'Private notes' }).fill('Seems tired; ask about the new class.');
  await rosa.getByRole('button', { name: 'Save private notes' }).click();
  await rosa.getByText('Private notes saved.').waitFor();
  await inspectOnBoth(rosa, 'conference');

  const ken = await signedIn(coachee.email);
  await ken.goto(`${SITE}/people/${coachee.id}/conferences`);
  await inspectOnBoth(ken, 'conferences');
  await ken.getByRole('link', { name: /Post observation/ }).click();
  await ken.getByRole('textbox', { name: 'Agenda' }).waitFor();
  for (const page of [ken, ava]) {
    await page.goto(address);
    await page.getByRole('textbox', { name: 'Agenda' }).waitFor();
    check((await page.getByText(/rivate notes/).count()) === 0, 'nobody but the coach sees that there are private notes');
  }
  await record(rosa, ken);
  await rosa.getByRole('combobox', { name: 'State' }).selectOption('Canceled');
  await rosa.getByRole('button', { name: 'Save conference' }).click();
  await rosa.getByRole('button', { name: 'Delete', exact: true }).click();
  await rosa.getByRole('button', { name: 'Delete conference' }).click();
  await rosa.getByText(/No conference with/).waitFor();
}

async function schedule(rosa, coachee) {
  await rosa.goto(`${SITE}/people/${coachee.id}/conferences`);
  await rosa.getByRole('link', { name: 'Schedule conference' }).click();
  await rosa.getByRole('combobox', { name: 'Kind' }).selectOption('Post observation');
  const day = dayIn(90);
  await rosa.getByLabel('Starts').fill(`${day}T15:30`);
  check((await rosa.getByLabel('Ends').inputValue()) === `${day}T16:00`, 'moving the start moves the end');
  await rosa.getByRole('textbox', { name: 'Place' }).fill('Room 12');
  await rosa.getByRole('textbox', { name: 'Agenda' }).fill('What the observation showed.');
  await inspectOnBoth(rosa, 'conference-new');
  await rosa.getByRole('button', { name: 'Schedule conference' }).click();
  await rosa.getByText('Conference scheduled.').waitFor();
  const [download] = await Promise.all([rosa.waitForEvent('download'), rosa.getByRole('button', { name: 'Add to calendar' }).click()]);
  check(download.suggestedFilename() === 'invitation.ics', 'the invitation is a file for a calendar');
  return rosa.url();
}

/** One writes notes, the other reads them. */
async function record(rosa, ken) {
  // Only a conference in the past can have been held, so it is moved to an hour ago.
  await rosa
    .getByLabel('Starts')
    .fill(new Date(Date.now() - 3_600_000 - new Date().getTimezoneOffset() * 60_000).toISOString().slice(0, 16));
  await rosa.getByRole('combobox', { name: 'State' }).selectOption('Held');
  await rosa.getByRole('textbox', { name: 'Notes', exact: true }).fill('Agreed on three seconds.');
  await rosa.getByRole('button', { name: 'Save conference' }).click();
  await rosa.getByText('Conference saved.').waitFor();
  await ken.reload();
  check(
    (await ken.getByRole('textbox', { name: 'Notes', exact: true }).inputValue()) === 'Agreed on three seconds.',
    'the coachee reads the notes',
  );
}
