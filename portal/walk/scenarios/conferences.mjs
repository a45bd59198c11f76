// A conference: scheduled by the coach, in the coachee's calendar, recorded, with notes that both read and
// notes that the coach alone reads.

import { aPair, apiOf, check, dayIn, lookAtBoth, signedIn, SITE } from '../browser.mjs';

export default async function conferences() {
  const ava = await signedIn('Ava Morgan');
  const { coach, coachee } = await aPair(await apiOf(ava));
  const rosa = await signedIn(coach.email);
  const address = await schedule(rosa, coachee);
  await rosa.getByRole('textbox', { name: 'Private notes' }).fill('Seems tired; ask about the new class.');
  await rosa.getByRole('button', { name: 'Save private notes' }).click();
  await rosa.getByText('Private notes saved.').waitFor();
  await lookAtBoth(rosa, 'conference');

  const ken = await signedIn(coachee.email);
  await ken.goto(`${SITE}/people/${coachee.id}/conferences`);
  await lookAtBoth(ken, 'conferences');
  await ken.getByRole('link', { name: /Post observation/ }).click();
  await ken.getByRole('textbox', { name: 'Agenda' }).waitFor();
  for (const page of [ken, ava]) {
    await page.goto(address);
    await page.getByRole('textbox', { name: 'Agenda' }).waitFor();
    check((await page.getByText(/rivate notes/).count()) === 0, 'nobody but the coach sees that there are private notes');
  }
  await record(rosa, ken);
  await rosa.getByRole('combobox', { name: 'State' }).selectOption('Cancelled');
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
  check((await rosa.getByLabel('Ends').inputValue()) === `${day}T16:00`, 'the end moves along with the start');
  await rosa.getByRole('textbox', { name: 'Place' }).fill('Room 12');
  await rosa.getByRole('textbox', { name: 'Agenda' }).fill('What the observation showed.');
  await lookAtBoth(rosa, 'conference-new');
  await rosa.getByRole('button', { name: 'Schedule conference' }).click();
  await rosa.getByText('Conference scheduled.').waitFor();
  const [download] = await Promise.all([rosa.waitForEvent('download'), rosa.getByRole('button', { name: 'Add to calendar' }).click()]);
  check(download.suggestedFilename() === 'invitation.ics', 'the invitation is a file for a calendar');
  return rosa.url();
}

/** What is noted by one is read by the other. */
async function record(rosa, ken) {
  // It is moved to an hour ago, so that it can have been held.
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
