// Each window that sends something about a chosen person, while its answer is late or a refusal. What is sent, said and
// offered is about the person who was chosen when it was sent; it is sent once; and the window stays until it is answered.

import { apiOf, check, createPair, inspect, signedIn, SITE } from '../browser.mjs';
import { SENDING } from '../windows.mjs';
import { createReview, waysOf } from './search.mjs';

/** How long an answer is delayed, in milliseconds. */
const LATE = 1_200;

export default async function windows() {
  const ava = await signedIn('Ava Morgan');
  const api = await apiOf(ava);
  const { coach, coachee } = await createPair(api);
  const { coach: chosen } = await createPair(api);
  const { coach: other } = await createPair(api);
  const review = await createReview(api);
  const ways = waysOf(ava, { coach, coachee, review });
  const held = await writesOf(ava);
  for (const id of SENDING) {
    await late({ page: ava, id, open: ways[id], held, chosen, other }).catch((error) => check(false, `${id}, late: ${error.message}`));
    await refused({ page: ava, id, open: ways[id], held, chosen, other }).catch((error) =>
      check(false, `${id}, refused: ${error.message}`),
    );
  }
  await grantIsLate(ava, api, held);
  await manyRows(ava, api, held);
  await focusReturns(ava, coach);
}

/** Holds the answers to requests that change something, or refuses them. `sent` has those requests. */
async function writesOf(page) {
  const held = { ms: 0, refuses: false, sent: [] };
  await page.route(/\/v1\//, async (route) => {
    const request = route.request();
    if (request.method() === 'GET') return route.fallback();
    held.sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ''}`);
    await new Promise((resolve) => setTimeout(resolve, held.ms));
    if (!held.refuses) return route.fallback();
    const problem = { type: '/problems/refused', title: 'Refused', detail: 'The service refused it.', status: 409, instance: '' };
    await route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(problem) });
  });
  return held;
}

/** Opens the window and sends its request about the person. */
async function send({ page, id, open, held, chosen }) {
  await open();
  const field = page.locator(`input[aria-controls="${id}"]`);
  await choose(page, field, chosen);
  const reason = page.getByRole('dialog').getByLabel('Reason');
  const needsReason = (await reason.count()) > 0 && (await reason.getAttribute('required')) !== null;
  if (needsReason) {
    await page.keyboard.press('Enter');
    check(await reason.evaluate((element) => element === document.activeElement), `${id}: Enter goes to the reason that is missing`);
    await reason.fill('They asked for it.');
    await field.focus();
  }
  held.sent.length = 0;
  await page.keyboard.press('Enter');
  return field;
}

async function choose(page, field, { name }) {
  await field.fill(name);
  await page.keyboard.press('Enter');
  await page.getByText(`${name} is chosen.`).waitFor();
}

async function late(on) {
  const { page, id, held, chosen } = on;
  Object.assign(held, { ms: LATE, refuses: true });
  const field = await send(on);
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('Enter');
  await page.keyboard.type('x');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await page.mouse.click(2, 400);
  await page.waitForTimeout(300);
  check(await dialog.isVisible(), `${id}: the window can't be closed while it sends`);
  check((await field.inputValue()) === chosen.name, `${id}: the window can't be changed while it sends`);
  await dialog.getByText('The service refused it.').waitFor();
  check(
    held.sent.length === 1 && aboutOne(held.sent[0], chosen),
    `${id}: one request about the chosen person, not ${held.sent.join(', ')}`,
  );
  check(await isIn(dialog), `${id}: after a refusal, the focus is in the window`);
  // Nobody is chosen in the field any more, so nothing may mean the person who was.
  await page.goto(SITE);
}

async function refused(on) {
  const { page, id, held, other } = on;
  Object.assign(held, { ms: 0, refuses: true });
  const field = await send(on);
  const dialog = page.getByRole('dialog');
  await dialog.getByText('The service refused it.').waitFor();
  await choose(page, field, other);
  check((await dialog.getByText('The service refused it.').count()) === 0, `${id}: a refusal isn't shown for somebody else`);
  held.sent.length = 0;
  await page.keyboard.press('Enter');
  await dialog.getByText('The service refused it.').waitFor();
  check(held.sent.length === 1 && aboutOne(held.sent[0], other), `${id}: the next request is about the other one`);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  const button = dialog.getByRole('button').filter({ hasNotText: /^Cancel$/ });
  check(await button.last().isDisabled(), `${id}: when nobody is chosen, the button does nothing`);
  held.refuses = false;
  await page.goto(SITE);
}

const aboutOne = (sent, { id }) => sent?.includes(id) ?? false;

const isIn = (what) => what.evaluate((element) => element.contains(document.activeElement));

/** While access is granted to one, nobody else can be chosen; then Enter assigns the one. */
async function grantIsLate(page, api, held) {
  const { coachee: alf } = await createPair(api);
  const { coachee: person } = await createPair(api);
  Object.assign(held, { ms: 500, refuses: false });
  await page.goto(`${SITE}/people/${person.id}/coaching`);
  await page.getByRole('button', { name: 'Add a coach', exact: true }).click();
  const field = page.getByLabel('Name or e-mail', { exact: true });
  await field.fill(alf.name);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Grant it' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText(`${alf.name} is chosen.`).waitFor();
  await page.getByRole('button', { name: 'Grant it' }).waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement?.getAttribute('aria-controls') === 'to-add');
  await page.keyboard.press('Enter');
  await page.getByText(`${alf.name} coaches ${person.name} now`).waitFor();
  held.ms = 0;
}

/** Each row of the reviewer's list is decided once, in whatever order the answers arrive. */
async function manyRows(page, api, held) {
  await createReview(api);
  await createReview(api);
  await page.goto(`${SITE}/reviews/mine`);
  const rows = page.locator('.to-review');
  await rows.nth(2).waitFor();
  const open = page.locator('.to-review[data-open]');
  const before = await open.count();
  Object.assign(held, { ms: 800, sent: [] });
  await open.first().focus();
  for (let n = 0; n < 2; n += 1) {
    for (const key of ['k', 'k', 'ArrowDown']) await page.keyboard.press(key);
  }
  await page.waitForTimeout(2_000);
  check(held.sent.length === 2, `two rows are decided with two requests, not ${held.sent.length}`);
  check((await open.count()) === before - 2, 'both rows are shown as decided');
  held.ms = 0;
  await inspect(page, 'windows-decided');
}

/** After a window is closed, the focus is on what opened it. */
async function focusReturns(page, coach) {
  await page.goto(`${SITE}/people/${coach.id}/coaching`);
  const openers = [
    page.getByRole('button', { name: 'Add a coach', exact: true }),
    page.getByRole('button', { name: 'Add a coachee' }),
    page.getByRole('button', { name: 'Transfer caseload' }),
    page.getByRole('button', { name: /edit .* coach status/ }),
  ];
  for (const opener of openers) {
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.waitForTimeout(300);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.waitForTimeout(50);
    const name = await opener.evaluate((element) => element.getAttribute('aria-label') ?? element.textContent);
    check(await opener.evaluate((element) => element === document.activeElement), `the focus returns to “${name}”`);
  }
}
