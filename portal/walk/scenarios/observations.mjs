// An observation from the first line to the coachee's word: scripted by keyboard, through a cut network, a
// reload and a closed page; scored beside the evidence; shared, acknowledged and revised. Then one whose
// coach loses the right in the middle.

import { aPair, apiOf, check, look, lookAtBoth, signedIn, SITE } from '../browser.mjs';

const TABLET = { width: 820, height: 1180 };

export default async function observations() {
  const ava = await signedIn('Ava Morgan');
  const { coach, coachee } = await aPair(await apiOf(ava));
  const rosa = await signedIn(coach.email);
  const address = await begin(rosa, coachee, 'Fractions, period 2');
  await script(rosa);
  await networkCut(rosa);
  const again = await pageLost(rosa, address);
  await score(again);
  await share(again, coachee);
  await acknowledge(coachee, address);
  await revise(again, address);
  await accessEnds(again, ava, coach, coachee);
}

async function begin(rosa, coachee, title) {
  await rosa.goto(`${SITE}/people/${coachee.id}/observations`);
  await rosa.getByRole('link', { name: 'New observation' }).click();
  await rosa.getByRole('textbox', { name: 'Title' }).fill(title);
  await look(rosa, 'observation-new');
  await rosa.keyboard.press('Enter');
  await rosa.getByRole('heading', { name: title, level: 1 }).waitFor();
  return rosa.url();
}

const write = async (page, text) => {
  await page.getByRole('combobox', { name: 'What you see and hear' }).fill(text);
  await page.keyboard.press('Enter');
};
const lines = (page) => page.getByRole('list', { name: 'Script' }).getByRole('listitem');
const linesAre = (page, count) => page.waitForFunction((n) => document.querySelectorAll('ol.script > li').length === n, count);

/** By keyboard alone. */
async function script(rosa) {
  await write(rosa, 'Ms. asks who can explain one half');
  await rosa.getByText(/^Saved/).waitFor();
  await rosa.keyboard.type('Waits four seconds; nine hands go up /');
  await rosa.getByRole('listbox', { name: 'Components' }).waitFor();
  await look(rosa, 'observation-tagging');
  await rosa.keyboard.press('ArrowDown');
  await rosa.keyboard.press('Enter');
  await rosa.keyboard.press('Enter');
  await linesAre(rosa, 2);
}

/** Nothing typed is lost, and it goes when the network is back. */
async function networkCut(rosa) {
  await rosa.context().setOffline(true);
  for (const text of ['one', 'two', 'three']) await write(rosa, `Without a network, ${text}`);
  await rosa.getByText('Offline: 3 lines kept on this device').waitFor();
  await lookAtBoth(rosa, 'observation-offline');
  await rosa.context().setOffline(false);
  await rosa.getByText(/^Saved/).waitFor();
  check((await rosa.getByText('On this device').count()) === 0, 'every line has been taken');
  await rosa.reload();
  await linesAre(rosa, 5);
}

/** The page is closed while the network is gone: the lines are there in another, and are sent once. */
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
  await another.getByText('On this device').waitFor({ state: 'detached' });
  await another.reload();
  await linesAre(another, 6);
  check((await lines(another).filter({ hasText: 'Typed just before' }).count()) === 1, 'a line that was kept is sent once');
  return another;
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
    'scores and feedback are saved by themselves',
  );
  await lookAtBoth(page, 'observation');
  await page.setViewportSize(TABLET);
  await look(page, 'observation-tablet');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByText('Scores and feedback', { exact: true }).click();
  await look(page, 'observation-scores');
  await page.setViewportSize({ width: 1280, height: 800 });
}

async function share(page, coachee) {
  await page.getByRole('button', { name: 'Share', exact: true }).click();
  await look(page, 'observation-share');
  await page.getByRole('dialog').getByRole('button', { name: 'Share', exact: true }).click();
  await page.getByText(`Shared with ${coachee.name}.`).waitFor();
}

async function acknowledge(coachee, address) {
  const ken = await signedIn(coachee.email);
  await ken.goto(`${SITE}/people/${coachee.id}/observations`);
  await ken.getByText('Waiting for you').waitFor();
  await lookAtBoth(ken, 'observations');
  await ken.goto(address);
  await ken.getByRole('textbox', { name: 'Your comment' }).fill('Thank you. The waiting was hard.');
  await lookAtBoth(ken, 'observation-shared');
  await ken.getByRole('button', { name: 'Acknowledge' }).click();
  await ken.getByText(/acknowledged it on/).waitFor();
}

async function revise(page, address) {
  await page.goto(address);
  await page.getByRole('button', { name: 'Revise' }).click();
  await page.getByRole('textbox', { name: 'Why it is revised' }).fill('Counted again.');
  await page.getByRole('region', { name: 'Revise' }).getByRole('radio').nth(3).check();
  await look(page, 'observation-revise');
  await page.getByRole('button', { name: 'Save revision' }).click();
  await page.getByText(/Revised\./).waitFor();
  await page.getByText(/Counted again/).click();
  await look(page, 'observation-revised');
}

/** The next line shows that access ended, and is there to copy. */
async function accessEnds(page, ava, coach, coachee) {
  await begin(page, coachee, 'Reading, period 5');
  await write(page, 'Before the right ends');
  await page.getByText(/^Saved/).waitFor();
  await ava.goto(`${SITE}/people/${coachee.id}/coaching`);
  await ava.getByRole('button', { name: `More for ${coach.name}` }).click();
  await ava.getByRole('menuitem', { name: 'Remove Coach' }).click();
  await ava.getByRole('button', { name: 'Remove coach', exact: true }).click();
  await ava.getByText(/doesn’t coach/).waitFor();
  await write(page, 'Written after the right ended');
  await page.getByText('Your access has ended').waitFor();
  await page.getByRole('alert').getByText('Written after the right ended').waitFor();
  await page.getByRole('button', { name: 'Copy what I typed' }).waitFor();
  await lookAtBoth(page, 'observation-access-ended');
}
