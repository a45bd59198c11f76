// Audits: an audit is run, its findings are filtered and fixed, and it is run again.

import { createPair, apiOf, check, dayIn, inspect, inspectOnBoth, signedIn, SITE } from '../browser.mjs';

export default async function audits() {
  const ava = await signedIn('Ava Morgan');
  const api = await apiOf(ava);
  const { coach, coachee } = await createPair(api);
  await api('DELETE', `/users/${coach.id}/coachees/${coachee.id}`);
  await api('PUT', `/users/${coach.id}/coachees/${coachee.id}`, { starts_on: dayIn(-30), ends_on: dayIn(-2) });

  await ava.keyboard.press('g');
  await ava.keyboard.press('u');
  await ava.getByRole('heading', { name: 'Audits', level: 1 }).waitFor();
  await run(ava);
  const found = ava.locator('.row', { hasText: `The last day of the assignment of ${coach.name} to ${coachee.name} was` });
  await found.waitFor();
  await inspectOnBoth(ava, 'audit');
  const [file] = await Promise.all([ava.waitForEvent('download'), ava.getByRole('button', { name: /Download/ }).click()]);
  check(/^audit-.*\.csv$/.test(file.suggestedFilename()), 'the findings are downloaded');

  await ava.getByLabel('Severity').selectOption('Low');
  await found.waitFor({ state: 'detached' });
  check(/severity=low/.test(ava.url()), 'the filter is in the address');
  await ava.goto(`${ava.url().split('?')[0]}?kind=past_end`);
  await found.getByRole('button', { name: /^End assignment/ }).click();
  await ava.getByRole('dialog', { name: 'End assignment?' }).waitFor();
  await inspect(ava, 'audit-remedy');
  await ava.getByRole('button', { name: 'End assignment', exact: true }).click();
  await found.getByText('Fixed by Ava Morgan').waitFor();

  await ava.goto(`${SITE}/audits`);
  await run(ava);
  await ava.getByText('Resolved (', { exact: false }).click();
  await found.waitFor();
  check((await found.getByRole('button').count()) === 0, 'a resolved finding has no remedy');
  await ava.goto(`${SITE}/audits`);
  await ava.getByRole('heading', { name: 'Audits', level: 1 }).waitFor();
  await ava
    .getByText(/resolved/)
    .first()
    .waitFor();
  await inspectOnBoth(ava, 'audits');
}

async function run(page) {
  await page.getByRole('button', { name: 'Run an audit' }).click();
  await page.getByRole('heading', { name: /^Audit of/, level: 1 }).waitFor();
  await page.getByRole('button', { name: /Download/ }).waitFor();
}
