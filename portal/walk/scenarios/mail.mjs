// E-mail: the preferences, and each e-mail as its reader sees it, in light and dark, wide and on a phone.

import { createPair, apiOf, check, inDays, inspectOnBoth, signedIn, SITE } from '../browser.mjs';

export default async function mail() {
  const ava = await signedIn('Ava Morgan');
  const api = await apiOf(ava);
  const { coach, coachee } = await createPair(api);
  const rosa = await signedIn(coach.email);
  await rosa.getByRole('button', { name: /^Account of/ }).click();
  await rosa.getByRole('menuitem', { name: 'E-mail' }).click();
  await rosa.getByRole('heading', { name: 'E-mail', level: 1 }).waitFor();
  await inspectOnBoth(rosa, 'preferences');
  await rosa.getByRole('radiogroup', { name: 'Observations: how often' }).getByText('Daily').click();
  await rosa.getByText('Saved.').waitFor();
  await rosa.reload();
  const daily = rosa.getByRole('radiogroup', { name: 'Observations: how often' }).getByRole('radio', { name: 'Daily' });
  await daily.waitFor({ state: 'attached' });
  check(await daily.isChecked(), 'the choice is kept');

  const conference = {
    kind: 'check_in',
    starts_at: inDays(1),
    ends_at: inDays(1.05),
    time_zone: 'America/Chicago',
    coach_id: coach.id,
    place: 'Room 12',
  };
  await api('POST', `/users/${coachee.id}/conferences`, conference);
  await mailTo(ava, coach, `A conference with ${coachee.name} was scheduled`, 'mail-conference');
  check((await ava.getByRole('link', { name: 'invitation.ics' }).count()) === 1, 'the invitation is attached');
  await mailTo(ava, coach, `You now coach ${coachee.name}`, 'mail-assigned');
}

/** Inspects the e-mail with this subject, as listed and as its reader sees it. */
async function mailTo(page, person, subject, what) {
  const line = page.locator('li', { hasText: subject }).filter({ hasText: person.email });
  for (let tries = 0; tries < 40; tries += 1) {
    await page.goto(`${SITE}/mailbox`);
    if (await line.count()) break;
    await page.waitForTimeout(250);
  }
  const number = await line.first().getAttribute('value');
  await page.goto(`${SITE}/mailbox/${number}/mail.html`);
  await page.getByText(subject, { exact: false }).first().waitFor();
  await inspectOnBoth(page, what);
  await page.goto(`${SITE}/mailbox/${number}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
}
