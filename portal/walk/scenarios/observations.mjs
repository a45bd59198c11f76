// An observation from its first line to the coachee's acknowledgement: scripted by keyboard, through a lost network, a
// reload and a closed page; scored, shared, acknowledged and revised. Then one during which the coach's access ends.

import { createPair, apiOf, check, inspect, inspectOnBoth, screenshot, signedIn, SITE } from '../browser.mjs';

const TABLET = { width: 820, height: 1180 };
/** Window sizes. The last is what a phone's on-screen keyboard leaves. */
const SIZES = {
  laptop: { width: 1280, height: 720 },
  tablet: TABLET,
  phone: { width: 390, height: 844 },
  'phone with its keyboard': { width: 390, height: 420 },
};

export default async function observations() {
  const ava = await signedIn('Ava Morgan');
  const { coach, coachee } = await createPair(await apiOf(ava));
  const rosa = await signedIn(coach.email);
  const address = await begin(rosa, coachee, 'Fractions, period 2');
  await script(rosa);
  await networkCut(rosa);
  const again = await pageLost(rosa, address);
  await score(again);
  await fortyLines(again, coachee);
  await again.goto(address);
  await share(again, coachee);
  await acknowledge(coachee, address);
  await revise(again, address);
  await accessEnds(again, ava, coach, coachee);
}

async function begin(rosa, coachee, title) {
  await rosa.goto(`${SITE}/people/${coachee.id}/observations`);
  await rosa.getByRole('link', { name: 'New observation' }).click();
  await rosa.getByRole('textbox', { name: 'Title' }).fill(title);
  await inspect(rosa, 'observation-new');
  await rosa.keyboard.press('Enter');
  await rosa.getByRole('heading', { name: title, level: 1 }).waitFor();
  return rosa.url();
}

const write = async (page, text) => {
  await inputOf(page).fill(text);
  await page.keyboard.press('Enter');
};
const inputOf = (page) => page.getByRole('combobox', { name: 'What you see and hear' });
const lines = (page) => page.getByRole('list', { name: 'Script' }).getByRole('listitem');
const linesAre = (page, count) => page.waitForFunction((n) => document.querySelectorAll('ol.script > li').length === n, count);

/** By keyboard only. */
async function script(rosa) {
  await write(rosa, 'Ms. asks who can explain one half');
  await rosa.getByText(/^Saved/).waitFor();
  await rosa.keyboard.type('Waits four seconds; nine hands go up /');
  await rosa.getByRole('listbox', { name: 'Components' }).waitFor();
  await inspect(rosa, 'observation-tagging');
  await rosa.keyboard.press('ArrowDown');
  await rosa.keyboard.press('Enter');
  await rosa.keyboard.press('Enter');
  await linesAre(rosa, 2);
}

/** Nothing typed is lost, and it is sent when the network is back. */
async function networkCut(rosa) {
  await rosa.context().setOffline(true);
  for (const text of ['one', 'two', 'three']) await write(rosa, `Without a network, ${text}`);
  await rosa.getByText('Offline: 3 lines kept on this device').waitFor();
  await inspectOnBoth(rosa, 'observation-offline');
  await rosa.context().setOffline(false);
  await rosa.getByText(/^Saved/).waitFor();
  check((await rosa.getByText('On this device').count()) === 0, 'every line is sent');
  await rosa.reload();
  await linesAre(rosa, 5);
}

/** The page is closed while offline. Another page has the stored line, and sends it once. */
async function pageLost(rosa, address) {
  const another = await rosa.context().newPage();
  another.setDefaultTimeout(10_000);
  await another.goto(address);
  await linesAre(another, 5);
  await rosa.context().setOffline(true);
  await write(rosa, 'Typed just before the page was lost');
  await rosa.getByText('Offline: 1 line kept on this device').waitFor();
  await rosa.close();
  await another.context().setOffline(false);
  await another.reload();
  await linesAre(another, 6);
  await another.getByText('On this device', { exact: true }).first().waitFor({ state: 'detached' });
  await another.reload();
  await linesAre(another, 6);
  check((await lines(another).filter({ hasText: 'Typed just before' }).count()) === 1, 'a stored line is sent once');
  return another;
}

/** With a long script, the newest line and the input are in view, unless the coach has scrolled up to read. */
async function fortyLines(page, coachee) {
  await begin(page, coachee, 'Forty lines');
  for (let n = 1; n <= 40; n += 1) {
    await write(page, `Line ${n}: a pupil says what the others didn’t hear, and the teacher asks them to say it once more`);
    if (n % 10 === 4) await areInView(page, `after ${n} lines`);
  }
  await page.getByText('On this device', { exact: true }).first().waitFor({ state: 'detached' });
  for (const [where, size] of Object.entries(SIZES)) {
    await page.setViewportSize(size);
    await areInView(page, `on a ${where}, resized`);
    await page.reload();
    await linesAre(page, 40);
    await areInView(page, `on a ${where}, opened`);
    await readerStays(page, where);
    await tagsAreInView(page, where);
    if (where.startsWith('phone')) {
      await page.getByText('Scores and feedback', { exact: true }).click();
      await page.getByText('Script', { exact: true }).click();
      await areInView(page, `on a ${where}, back from the scores`);
    }
    await screenshot(page, `observation-long-${where.replaceAll(' ', '-')}`);
    await lines(page).last().getByRole('button').click();
    await page.getByRole('button', { name: 'Delete line' }).click();
    await linesAre(page, 40);
  }
  await page.setViewportSize(SIZES.laptop);
  await inspectOnBoth(page, 'observation-long');
}

/** New lines don't scroll away from what the coach reads. Writing scrolls to the end, also offline. */
async function readerStays(page, where) {
  const script = page.getByRole('list', { name: 'Script' });
  await page.context().setOffline(true);
  await write(page, 'Without a network');
  await areInView(page, `on a ${where}, without a network`);
  await script.evaluate((list) => list.scrollTo(0, 100));
  await page.context().setOffline(false);
  await page.getByText('On this device', { exact: true }).first().waitFor({ state: 'detached' });
  await linesAre(page, 41);
  check((await script.evaluate((list) => list.scrollTop)) === 100, `on a ${where}, an arriving line leaves a reader where they are`);
  await inputOf(page).press('a');
  await areInView(page, `on a ${where}, typing again`);
  await page.keyboard.press('Backspace');
}

async function tagsAreInView(page, where) {
  await page.keyboard.type('/');
  const tags = page.getByRole('listbox', { name: 'Components' });
  await tags.waitFor();
  for (const at of ['first', 'last']) {
    check(await isSeen(tags.getByRole('option', { selected: true })), `on a ${where}, the ${at} tag is in view`);
    await page.keyboard.press('ArrowUp');
  }
  check(await isSeen(inputOf(page)), `on a ${where}, the input is in view while tagging`);
  await page.keyboard.press('Escape');
}

/** Whether all of an element is within the window, and nothing covers it. */
const isSeen = (what) =>
  what.evaluate((element) => {
    const { left, top, bottom } = element.getBoundingClientRect();
    if (top < 0 || bottom > window.innerHeight) return false;
    return [top + 3, bottom - 3].every((y) => element.contains(document.elementFromPoint(left + 8, y)));
  });

/** Checks that the newest line and the input come into view within a second. */
async function areInView(page, when) {
  const both = { 'the newest line': lines(page).last(), 'the input': inputOf(page) };
  for (const [what, where] of Object.entries(both)) {
    let seen = await isSeen(where);
    for (let n = 0; n < 10 && !seen; n += 1) {
      await page.waitForTimeout(100);
      seen = await isSeen(where);
    }
    check(seen, `${what} is in view ${when}`);
  }
}

async function score(page) {
  const scores = page.getByRole('region', { name: 'Scores and feedback' });
  await scores.getByRole('radio').nth(2).check();
  await scores
    .getByRole('textbox', { name: /Why this level/ })
    .first()
    .fill('Nine of twelve pupils wanted to answer.');
  await page.getByRole('textbox', { name: 'What went well' }).fill('You gave time to think.');
  await page.getByRole('textbox', { name: 'What could go better' }).fill('Ask those who don’t raise a hand, too.');
  await page.getByRole('textbox', { name: 'Next step' }).fill('Draw names twice in each lesson');
  await page.getByText('Saving').waitFor();
  await page.getByText(/^(Saved|Draft: only you)/).waitFor();
  await page.reload();
  check(
    (await page.getByRole('textbox', { name: 'What went well' }).inputValue()) === 'You gave time to think.',
    'scores and feedback are saved automatically',
  );
  await inspectOnBoth(page, 'observation');
  await page.setViewportSize(TABLET);
  await inspect(page, 'observation-tablet');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByText('Scores and feedback', { exact: true }).click();
  await inspect(page, 'observation-scores');
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function share(page, coachee) {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await inspect(page, 'observation-share');
  await page.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByText(`Shared with ${coachee.name}.`).waitFor();
}

async function acknowledge(coachee, address) {
  const ken = await signedIn(coachee.email);
  await ken.goto(`${SITE}/people/${coachee.id}/observations`);
  await ken.getByText('Waiting for you').waitFor();
  await inspectOnBoth(ken, 'observations');
  await ken.goto(address);
  await ken.getByRole('textbox', { name: 'Your comment' }).fill('Thank you. The waiting was hard.');
  await inspectOnBoth(ken, 'observation-shared');
  await ken.getByRole('button', { name: 'Acknowledge' }).click();
  await ken.getByText(/acknowledged it on/).waitFor();
}

async function revise(page, address) {
  await page.goto(address);
  await page.getByRole('button', { name: 'Revise' }).click();
  await page.getByRole('textbox', { name: 'Why it is revised' }).fill('Counted again.');
  await page.getByRole('region', { name: 'Revise' }).getByRole('radio').nth(3).check();
  await inspect(page, 'observation-revise');
  await page.getByRole('button', { name: 'Save revision' }).click();
  await page.getByText(/Revised\./).waitFor();
  await page.getByText(/Counted again/).click();
  await inspect(page, 'observation-revised');
}

/** The next line shows that access has ended, and can be copied. */
async function accessEnds(page, ava, coach, coachee) {
  await begin(page, coachee, 'Reading, period 5');
  await write(page, 'Before access ends');
  await page.getByText(/^Saved/).waitFor();
  await ava.goto(`${SITE}/people/${coachee.id}/coaching`);
  await ava.getByRole('button', { name: `More for ${coach.name}` }).click();
  await ava.getByRole('menuitem', { name: 'Remove Coach' }).click();
  await ava.getByRole('button', { name: 'Remove coach', exact: true }).click();
  await ava.getByText(/no longer coaches/).waitFor();
  await write(page, 'Written after access ended');
  await page.getByText('Your access has ended').waitFor();
  await page.getByRole('alert').getByText('Written after access ended').waitFor();
  await page.getByRole('button', { name: 'Copy what I typed' }).waitFor();
  await inspectOnBoth(page, 'observation-access-ended');
}
