// A goal: the coach writes it, the coachee adds a measure and a comment, it is edited in two tabs at once, and the coach's
// access ends while typing.

import { anotherTab, createPair, apiOf, check, dayIn, inspect, inspectOnBoth, signedIn, SITE } from '../browser.mjs';

export default async function goals() {
  const ava = await signedIn('Ava Morgan');
  const api = await apiOf(ava);
  const { coach, coachee } = await createPair(api);
  const rosa = await signedIn(coach.email);
  await rosa.goto(`${SITE}/people/${coachee.id}/goals`);
  await rosa.getByText(/has no goals yet/).waitFor();
  await inspectOnBoth(rosa, 'goals-empty');
  await write(rosa, coachee);
  await inspectOnBoth(rosa, 'goal');
  const address = rosa.url();
  await measure(coachee, address);
  await twoTabs(rosa, address);
  await accessEnds(rosa, ava, coach, coachee);
}

/** By keyboard only. */
async function write(rosa, coachee) {
  await rosa.getByRole('link', { name: 'Add goal' }).focus();
  await rosa.keyboard.press('Enter');
  await rosa.getByRole('heading', { name: `New goal for ${coachee.name}` }).waitFor();
  await rosa.getByLabel('Title').focus();
  await rosa.keyboard.type('More pupils answer in full sentences');
  await rosa.keyboard.press('Tab');
  await rosa.keyboard.type('Wait three seconds before taking an answer.');
  await rosa.keyboard.press('Tab');
  await rosa.keyboard.type('pupils who answer');
  await rosa.keyboard.press('Tab');
  await rosa.keyboard.type('4');
  await rosa.keyboard.press('Tab');
  await rosa.keyboard.type('20');
  await rosa.getByLabel('Due').fill(dayIn(180));
  await rosa.getByRole('button', { name: 'Add step' }).focus();
  await rosa.keyboard.press('Enter');
  await rosa.getByRole('textbox', { name: 'Step 1' }).fill('Count to three after each question');
  await rosa.getByLabel('Check back on').fill(dayIn(60));
  await inspect(rosa, 'goal-new');
  await rosa.reload();
  check((await rosa.getByLabel('Title').inputValue()) === 'More pupils answer in full sentences', 'a reload loses nothing typed');
  await rosa.getByLabel('Title').focus();
  await rosa.keyboard.press('Enter');
  await rosa.getByText('Goal added.').waitFor();
  await rosa.getByRole('heading', { name: 'More pupils answer in full sentences', level: 1 }).waitFor();
}

/** The coachee adds a measure and a comment. */
async function measure(coachee, address) {
  const ken = await signedIn(coachee.email);
  await ken.goto(address);
  await ken.getByRole('textbox', { name: 'Measure', exact: true }).fill('9');
  await ken.getByRole('button', { name: 'Add measure' }).click();
  await ken.getByText('9 of 20 pupils who answer').waitFor();
  await ken.getByRole('textbox', { name: 'Comment' }).fill('It is getting easier.');
  await ken.keyboard.press('Control+Enter');
  await ken.locator('.text', { hasText: 'It is getting easier.' }).waitFor();
  check((await ken.getByRole('textbox', { name: 'Comment' }).inputValue()) === '', 'the field is empty after a comment was added');
}

/** The second tab sees the conflict and both texts. */
async function twoTabs(first, address) {
  await first.goto(address);
  const second = await anotherTab(first);
  await second.goto(address);
  await first.getByRole('textbox', { name: 'Description' }).fill('What the first tab says.');
  await second.getByRole('textbox', { name: 'Description' }).fill('What the second tab says.');
  await first.getByRole('button', { name: 'Save goal' }).click();
  await first.getByText('Goal saved.').waitFor();
  await second.getByRole('button', { name: 'Save goal' }).click();
  await second.getByText('Somebody saved this while you were typing').waitFor();
  const both = second.getByRole('region', { name: 'Description' });
  await both.getByText('What the first tab says.').waitFor();
  await both.getByText('What the second tab says.').waitFor();
  await inspectOnBoth(second, 'goal-conflict');
  await second.getByRole('button', { name: 'Save mine' }).click();
  await second.getByText('Goal saved.').waitFor();
  await first.reload();
  check(
    (await first.getByRole('textbox', { name: 'Description' }).inputValue()) === 'What the second tab says.',
    'what was kept is what is saved',
  );
  await second.close();
}

/** The coach's next action shows that access ended; what was typed can be copied. */
async function accessEnds(rosa, ava, coach, coachee) {
  await rosa.getByRole('textbox', { name: 'Description' }).fill('Typed while access ends.');
  await ava.goto(`${SITE}/people/${coach.id}/coaching`);
  await ava.getByRole('button', { name: `More for ${coachee.name}` }).click();
  await ava.getByRole('menuitem', { name: 'Remove Coachee' }).click();
  await ava.getByRole('button', { name: 'Remove coachee', exact: true }).click();
  await ava.getByText(`${coach.name} no longer coaches ${coachee.name}.`).waitFor();
  await rosa.getByRole('button', { name: 'Save goal' }).click();
  await rosa.getByText('Your access has ended').waitFor();
  check(
    (await rosa.getByRole('textbox', { name: 'Description' }).inputValue()) === 'Typed while access ends.',
    'what was typed is still in its field',
  );
  await rosa.getByRole('button', { name: 'Copy what I typed' }).waitFor();
  await inspectOnBoth(rosa, 'goal-access-ended');
}
