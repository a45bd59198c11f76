// Each field that searches for people, with answers that arrive late, in another order, or not at all. Enter must act once,
// on the results for exactly the text in the field.

import { createPair, apiOf, check, dayIn, inspectOnBoth, screenshot, signedIn, SITE } from '../browser.mjs';
import { SEARCHED } from '../fields.mjs';

/** How long an answer is delayed, in milliseconds. */
const LATE = 1_500;

export default async function search() {
  const ava = await signedIn('Ava Morgan');
  const api = await apiOf(ava);
  const { coach, coachee } = await createPair(api);
  const { coach: target } = await createPair(api);
  const review = await createReview(api);
  const ways = waysOf(ava, { coach, coachee, review });
  check(SEARCHED.every((id) => ways[id]) && Object.keys(ways).length === SEARCHED.length, 'each search field is tried');
  const late = await answersOf(ava);
  for (const [id, open] of Object.entries(ways)) {
    const field = ava.locator(`input[aria-controls="${id}"]`);
    const opened = async () => {
      late.clear();
      await open();
      await field.waitFor();
      await field.focus();
    };
    for (const [what, trial] of Object.entries(TRIALS)) {
      await opened();
      const isTrue = await trial({ page: ava, id, field, late, target }).catch((error) => check(false, `${id}: ${what}: ${error.message}`));
      check(isTrue !== false, `${id}: ${what}`);
    }
  }
  await picturesOf(ava, coach, late);
  await doubleEnter(ava, coach, target);
}

/** How to open each field. */
export function waysOf(page, { coach, review }) {
  const coaching = () => page.goto(`${SITE}/people/${coach.id}/coaching`);
  const button = (name) => page.getByRole('button', { name }).first().click();
  return {
    found: () => page.goto(`${SITE}/rubrics`),
    'to-add': async () => {
      await coaching();
      await button('Add a coachee');
    },
    'to-take-over': async () => {
      await coaching();
      await button('Transfer caseload');
    },
    'coach-of-many': async () => {
      await page.goto(`${SITE}/people`);
      await page
        .getByRole('checkbox', { name: /^Select (?!all)/ })
        .first()
        .check();
      await button('Assign a coach');
    },
    'takes-over': async () => {
      await page.goto(`${SITE}/reviews/mine`);
      await page.locator('.to-review').first().focus();
      await page.keyboard.press('t');
    },
    'to-review': async () => {
      await page.goto(`${SITE}/reviews/${review.id}`);
      await button(/^More for/);
      await page.getByRole('menuitem', { name: 'Another reviewer' }).click();
    },
    reviewer: async () => {
      await page.goto(`${SITE}/reviews/new`);
      await button(/^Who reviews the rest/);
    },
  };
}

export async function createReview(api) {
  const site = `Late Answers School ${Date.now()}`;
  const { coachee } = await createPair(api);
  const { version } = await api('GET', `/users/${coachee.id}`);
  await api('PATCH', `/users/${coachee.id}`, { site }, { 'If-Match': `"${version}"`, 'Content-Type': 'application/merge-patch+json' });
  const me = (await api('GET', '/me')).user;
  const scope = { sites: [site], kind: null };
  const review = await api(
    'POST',
    '/reviews',
    { name: site, due_on: dayIn(10), scope, reviewers: [], fallback_reviewer_id: me.id },
    { 'Idempotency-Key': crypto.randomUUID() },
  );
  for (let n = 0; n < 100; n += 1) {
    if ((await api('GET', '/me/reviews')).items.length > 0) return review;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error('The reviewer never gets the review.');
}

/** Delays (`hold`) or fails (`refuse`) the answers for a text until `clear`. `asked` has the text of each request. */
async function answersOf(page) {
  let held = new Map();
  const asked = [];
  await page.route(/\/v1\/users\?.*\bq=/, async (route) => {
    const q = new URL(route.request().url()).searchParams.get('q');
    asked.push(q);
    const ms = held.get(q) ?? 0;
    if (ms === Infinity) return route.abort('internetdisconnected').catch(() => {});
    await new Promise((resolve) => setTimeout(resolve, ms));
    await route.continue().catch(() => {});
  });
  return {
    clear: () => (held = new Map()),
    hold: (q, ms = LATE) => held.set(q, ms),
    refuse: (q) => held.set(q, Infinity),
    asked,
  };
}

/** Waits until the field's Enter or click has acted on this person. */
async function actsOn({ page, id }, name) {
  if (id === 'found') return page.getByRole('heading', { name, level: 1 }).waitFor({ timeout: 6_000 });
  const hint = new RegExp(`^${name}(:| is chosen)`);
  return page.getByRole('dialog').getByRole('status').filter({ hasText: hint }).waitFor({ timeout: 6_000 });
}

/** Whether Enter acts on nobody for this many milliseconds. */
async function actsOnNobodyFor({ page, id }, ms) {
  const at = page.url();
  await page.waitForTimeout(ms);
  if (id === 'found') return page.url() === at;
  return (
    (await page
      .getByRole('dialog')
      .getByRole('status')
      .filter({ hasText: / is chosen|: / })
      .count()) === 0
  );
}

const optionsOf = ({ page, id }) => page.locator(`#${id} [role=option]`);

/** Fills the list with rows for another text. */
async function oldRows(on) {
  await on.field.fill('samant');
  await optionsOf(on).filter({ hasText: 'Samantha' }).first().waitFor();
}

const TRIALS = {
  'Enter waits for a late answer': async (on) => {
    await oldRows(on);
    on.late.hold(on.target.name);
    await on.field.fill(on.target.name);
    await on.page.waitForTimeout(300);
    await on.page.keyboard.press('Enter');
    await actsOn(on, on.target.name);
  },
  'Enter within the debounce is remembered': async (on) => {
    await oldRows(on);
    await on.field.fill(on.target.name);
    await on.page.keyboard.press('Enter');
    await actsOn(on, on.target.name);
  },
  'Enter twice while waiting acts once': async (on) => {
    on.late.hold(on.target.name);
    await on.field.fill(on.target.name);
    await on.page.keyboard.press('Enter');
    await on.page.keyboard.press('Enter');
    const before = on.late.asked.length;
    await actsOn(on, on.target.name);
    return on.late.asked.length - before <= 1;
  },
  'Enter is forgotten when more is typed': async (on) => {
    await oldRows(on);
    on.late.hold(on.target.name.slice(0, -1), 600);
    await on.field.fill(on.target.name.slice(0, -1));
    await on.page.keyboard.press('Enter');
    await on.page.keyboard.type(on.target.name.slice(-1));
    await optionsOf(on).filter({ hasText: on.target.name }).waitFor();
    return actsOnNobodyFor(on, 1_000);
  },
  'Enter is forgotten when the field is left': async (on) => {
    on.late.hold(on.target.name, 600);
    await on.field.fill(on.target.name);
    await on.page.keyboard.press('Enter');
    await on.field.blur();
    return actsOnNobodyFor(on, 1_200);
  },
  'a late answer to an earlier text changes nothing': async (on) => {
    on.late.hold('samant');
    await on.field.fill('samant');
    await on.page.waitForTimeout(250);
    await on.field.fill(on.target.name);
    await optionsOf(on).filter({ hasText: on.target.name }).waitFor();
    await on.page.waitForTimeout(LATE);
    await on.page.keyboard.press('Enter');
    await actsOn(on, on.target.name);
  },
  'after a failure Enter searches again, and acts': async (on) => {
    on.late.refuse(on.target.name);
    await on.field.fill(on.target.name);
    await on.page.keyboard.press('Enter');
    await on.page.getByText('Enter searches again.').waitFor();
    on.late.clear();
    if (!(await actsOnNobodyFor(on, 300))) return false;
    await on.page.keyboard.press('Enter');
    await actsOn(on, on.target.name);
  },
  'Enter that finds nobody shows that': async (on) => {
    await oldRows(on);
    await on.field.fill('wqjvwqjv');
    await on.page.keyboard.press('Enter');
    await on.page.getByText('Nobody matches “wqjvwqjv”.').waitFor();
    return actsOnNobodyFor(on, 200);
  },
  'rows stay under the pointer, and a click acts on the row as it is shown': async (on) => {
    await oldRows(on);
    const row = optionsOf(on).first();
    const name = (await row.locator('p').first().textContent()).trim();
    on.late.hold(on.target.name, 500);
    await on.field.fill(on.target.name);
    const { x, y } = await row.boundingBox();
    await on.page.mouse.move(x + 10, y + 4);
    await on.page.mouse.move(x + 20, y + 8);
    await on.page.waitForTimeout(1_000);
    await on.page.mouse.down();
    await on.page.mouse.up();
    await actsOn(on, name);
    await on.page.mouse.move(1, 1);
  },
  'arrows and Enter act on the row they come to': async (on) => {
    await on.field.fill('abern');
    await optionsOf(on).nth(1).waitFor();
    const name = (await optionsOf(on).nth(1).locator('p').first().textContent()).trim();
    await on.page.keyboard.press('ArrowDown');
    await on.page.keyboard.press('Enter');
    await actsOn(on, name);
  },
};

/** Inspects the screen while an answer is awaited. */
async function picturesOf(page, coach, late) {
  late.clear();
  await page.goto(`${SITE}/people/${coach.id}/coaching`);
  await page.getByRole('button', { name: 'Add a coachee' }).click();
  const field = page.getByLabel('Name or e-mail', { exact: true });
  await field.fill('sam');
  await page.getByRole('option').first().waitFor();
  late.hold('sama', 20_000);
  await field.fill('sama');
  await page.keyboard.press('Enter');
  await page.getByText('Enter is remembered').waitFor();
  await inspectOnBoth(page, 'search-waiting');
  late.clear();
  await page.keyboard.press('Escape');
}

/** Two quick Enters on the chosen one assign once. */
async function doubleEnter(page, coach, target) {
  let sent = 0;
  await page.route(/\/coachees\/[^/]+$/, async (route) => {
    if (route.request().method() === 'PUT') sent += 1;
    await new Promise((resolve) => setTimeout(resolve, 500));
    await route.continue();
  });
  await page.goto(`${SITE}/people/${coach.id}/coaching`);
  await page.getByRole('button', { name: 'Add a coachee' }).click();
  await page.getByLabel('Name or e-mail', { exact: true }).fill(target.name);
  await page.keyboard.press('Enter');
  await page.getByText(`${target.name} is chosen.`).waitFor();
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  check(sent === 1, `an assignment is sent once, not ${sent} times`);
  await screenshot(page, 'search-assigned');
}
