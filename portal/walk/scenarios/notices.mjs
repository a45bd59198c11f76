// Notifications and the activity log: an assignment, a conference, marking as read, and access that ends.

import { createPair, apiOf, check, inDays, inspectOnBoth, inspect, signedIn, SITE } from '../browser.mjs';

export default async function notices() {
  const ava = await signedIn('Ava Morgan');
  const api = await apiOf(ava);
  const { coach, coachee } = await createPair(api);
  const rosa = await signedIn(coach.email);
  const bell = rosa.getByRole('link', { name: /^Notifications/ });
  await waitForUnread(rosa, /unread/);
  await bell.click();
  await rosa.getByRole('heading', { name: 'Notifications', level: 1 }).waitFor();
  await rosa.getByRole('link', { name: `You now coach ${coachee.name}` }).waitFor();
  await inspectOnBoth(rosa, 'notifications');

  const conference = { kind: 'check_in', starts_at: inDays(1), ends_at: inDays(1.05), time_zone: 'America/Chicago', coach_id: coach.id };
  await api('POST', `/users/${coachee.id}/conferences`, conference);
  await rosa.waitForTimeout(500);
  await rosa.reload();
  const scheduled = rosa.getByRole('link', { name: new RegExp(`A conference with ${coachee.name} was scheduled`) });
  await scheduled.first().click();
  await rosa.waitForURL(/\/conferences\//);
  await rosa.getByRole('heading', { level: 1 }).waitFor();
  await rosa.keyboard.press('g');
  await rosa.keyboard.press('n');
  await rosa.getByRole('heading', { name: 'Notifications', level: 1 }).waitFor();
  check((await rosa.locator('.row', { has: scheduled.first() }).getByText('Unread').count()) === 0, 'what was opened is read');
  await rosa.getByRole('button', { name: 'Mark all as read' }).click();
  await rosa.getByRole('link', { name: 'Notifications', exact: true }).waitFor();
  check((await rosa.getByText('Unread').count()) === 0, 'all are read');

  await api('DELETE', `/users/${coach.id}/coachees/${coachee.id}`);
  await rosa.waitForTimeout(500);
  await rosa.reload();
  await rosa.getByRole('link', { name: `You no longer coach ${coachee.name}` }).waitFor();
  check((await scheduled.count()) === 0, 'notifications about a coachee disappear when access ends');

  await ava.keyboard.press('g');
  await ava.keyboard.press('a');
  await ava.getByRole('heading', { name: 'Activity', level: 1 }).waitFor();
  await ava.getByText(`removed ${coach.name} from ${coachee.name}`).first().waitFor();
  await inspectOnBoth(ava, 'activity-of-all');
  const [file] = await Promise.all([ava.waitForEvent('download'), ava.getByRole('button', { name: /Download/ }).click()]);
  check(file.suggestedFilename() === 'activity.csv', 'the log is downloaded');
  await ava.goto(`${SITE}/activity?from=2020-01-01&to=2020-03-01`);
  await ava.getByText('No activity in this period.').waitFor();
  await inspect(ava, 'activity-none');
}

/** Waits until the feed has created a notification. */
async function waitForUnread(page, name) {
  for (let tries = 0; tries < 20; tries += 1) {
    if (await page.getByRole('link', { name: new RegExp(`^Notifications.*${name.source}`) }).count()) return;
    await page.waitForTimeout(250);
    await page.reload();
    await page.getByRole('link', { name: /^Notifications/ }).waitFor();
    await page.waitForTimeout(300);
  }
  check(false, 'the bell shows that something is unread');
}
