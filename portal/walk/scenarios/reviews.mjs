// A review: launched, decided by keyboard, closed, and its package.

import { createPair, apiOf, check, dayIn, inspect, inspectOnBoth, PHONE, signedIn, SITE } from '../browser.mjs';

export default async function reviews() {
  const ava = await signedIn('Ava Morgan');
  const api = await apiOf(ava);
  const site = `Lake Street School ${Date.now()}`;
  const pairs = [];
  for (let n = 0; n < 4; n += 1) pairs.push(await pairAt(api, site));
  const { coach: reviewer } = await createPair(api);

  await launch(ava, site, reviewer);
  await ava.getByText('0 of 4 assignments decided', { exact: false }).waitFor();
  await inspectOnBoth(ava, 'review');

  const rosa = await signedIn(reviewer.email);
  await rosa.getByRole('link', { name: '4 assignments wait for your decision' }).waitFor();
  await inspect(rosa, 'review-home');
  await byKeyboard(rosa, pairs);
  await onPhone(reviewer);

  await ava.reload();
  await ava.getByText('4 of 4 assignments decided', { exact: false }).waitFor();
  await ava.getByLabel('Show').selectOption('To end');
  await ava.locator('.row').nth(1).waitFor({ state: 'detached' });
  await inspect(ava, 'review-to-end');
  await ava.getByLabel('Show').selectOption('All');
  await ava.getByRole('button', { name: 'Close review' }).click();
  await ava.getByText('1 assignment ends, 1 goes to another coach, 2 stay as they are.', { exact: false }).waitFor();
  await inspect(ava, 'review-close');
  await ava.getByRole('dialog').getByRole('button', { name: 'Close review' }).click();
  await ava.getByRole('button', { name: 'Download for auditors' }).waitFor();
  await ava.getByText('Ended', { exact: true }).waitFor();
  await inspectOnBoth(ava, 'review-closed');
  const [file] = await Promise.all([ava.waitForEvent('download'), ava.getByRole('button', { name: 'Download for auditors' }).click()]);
  check(/^review-.*\.zip$/.test(file.suggestedFilename()), 'the package is downloaded');
  const left = await Promise.all(pairs.map(({ coach }) => api('GET', `/users/${coach.id}/coachees`)));
  check(left.flatMap(({ items }) => items).length === 3, 'one ended, and one has another coach');

  await ava.getByRole('link', { name: 'Reviews', exact: true }).first().click();
  await ava.getByRole('heading', { name: 'Reviews', level: 1 }).waitFor();
  await inspectOnBoth(ava, 'reviews');
}

/** Creates a pair whose coachee is at this site. */
async function pairAt(api, site) {
  const pair = await createPair(api);
  const { version } = await api('GET', `/users/${pair.coachee.id}`);
  await api('PATCH', `/users/${pair.coachee.id}`, { site }, { 'If-Match': `"${version}"`, 'Content-Type': 'application/merge-patch+json' });
  return pair;
}

async function launch(ava, site, reviewer) {
  await ava.keyboard.press('g');
  await ava.keyboard.press('v');
  await ava.getByRole('heading', { name: 'Reviews', level: 1 }).waitFor();
  await ava.getByRole('link', { name: 'Launch a review' }).click();
  await ava.getByRole('heading', { name: 'Launch a review', level: 1 }).waitFor();
  await ava.getByRole('textbox', { name: 'Name' }).fill('Review of the Lake Street School');
  await ava.getByRole('combobox', { name: 'Sites of the coachees' }).fill(site);
  await ava.keyboard.press('Enter');
  await ava.getByRole('button', { name: 'Add a reviewer' }).click();
  await ava.getByRole('button', { name: 'Reviewer: nobody yet. Choose' }).click();
  await ava.getByRole('dialog').getByLabel('Name or e-mail').fill(reviewer.name);
  await ava.getByRole('option', { name: new RegExp(reviewer.name) }).waitFor();
  await ava.keyboard.press('Enter');
  await ava.keyboard.press('Enter');
  await ava.getByRole('button', { name: `Reviewer: ${reviewer.name}. Choose` }).waitFor();
  await ava.getByLabel('Last day for decisions').fill('2020-01-01');
  await ava.getByRole('button', { name: 'Launch review' }).click();
  await ava.getByText('Choose a day after today', { exact: false }).first().waitFor();
  await inspectOnBoth(ava, 'review-new');
  await ava.getByLabel('Last day for decisions').fill(dayIn(10));
  await ava.getByRole('button', { name: 'Launch review' }).click();
  await ava.getByRole('heading', { name: 'Review of the Lake Street School', level: 1 }).waitFor();
}

async function hasFocus(row) {
  await row.and(row.page().locator(':focus')).waitFor();
}

/** By keyboard only: keep, end with a reason, transfer to another coach; and the last one on a phone. */
async function byKeyboard(rosa, pairs) {
  await rosa.getByRole('link', { name: /wait for your decision/ }).focus();
  await rosa.keyboard.press('Enter');
  await rosa.getByRole('heading', { name: 'My reviews', level: 1 }).waitFor();
  const rows = rosa.locator('.to-review');
  await rows.nth(3).waitFor();
  await inspectOnBoth(rosa, 'reviews-mine');
  // Not from the top, so that the next open row and the first one are not the same.
  await rows.first().focus();
  await rosa.keyboard.press('ArrowDown');
  await hasFocus(rows.nth(1));
  await rosa.keyboard.press('k');
  await rows.nth(1).getByText('Keep', { exact: true }).first().waitFor();
  await hasFocus(rows.nth(2));
  await rosa.keyboard.press('e');
  await rosa.getByRole('dialog', { name: /^End:/ }).waitFor();
  await rosa.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
  await rosa.keyboard.press('Escape');
  await hasFocus(rows.nth(2));
  await rosa.keyboard.press('e');
  await rosa.waitForFunction(() => document.activeElement?.tagName === 'INPUT');
  await rosa.keyboard.type('They have not met since autumn.');
  await inspect(rosa, 'review-end');
  await rosa.keyboard.press('Enter');
  await rows.nth(2).getByText('They have not met since autumn.', { exact: false }).waitFor();
  await hasFocus(rows.nth(3));
  await rosa.keyboard.press('t');
  await rosa.getByRole('dialog', { name: /^Transfer:/ }).waitFor();
  await rosa.waitForFunction(() => document.activeElement?.getAttribute('aria-controls') === 'takes-over');
  const there = await rows.nth(3).getAttribute('aria-label');
  const other = pairs.find(({ coach }) => !there.includes(coach.name)).coach;
  await rosa.keyboard.type(other.name);
  await rosa.getByRole('option', { name: new RegExp(other.name) }).waitFor();
  await rosa.keyboard.press('Enter');
  await rosa.keyboard.press('Tab');
  await rosa.keyboard.type('Nearer by.');
  await inspect(rosa, 'review-transfer');
  await rosa.keyboard.press('Enter');
  await rows.nth(3).getByText(`Transfer to ${other.name}: Nearer by.`).waitFor();
  await hasFocus(rows.first());
  await inspect(rosa, 'reviews-mine-decided');
}

async function onPhone(reviewer) {
  const rosa = await signedIn(reviewer.email, PHONE);
  await rosa.goto(`${SITE}/reviews/mine`);
  await rosa
    .getByRole('button', { name: /^Keep:/ })
    .first()
    .click();
  await rosa.locator('.to-review').getByRole('status').waitFor();
  await inspect(rosa, 'reviews-mine-last');
}
