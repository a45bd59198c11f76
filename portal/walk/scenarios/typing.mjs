// What is typed while an answer is late: in every kind of form, and in the script of an observation. Nothing is lost.

import { apiOf, check, createPair, inspect, signedIn, SITE } from '../browser.mjs';

/** How long the answer to a read is delayed, in milliseconds. */
const LATE = 3_000;

export default async function typing() {
  const ava = await signedIn('Ava Morgan');
  const api = await apiOf(ava);
  const { coach, coachee } = await createPair(api);
  const rosa = await signedIn(coach.email);
  const rosaApi = await apiOf(rosa);
  await everyForm({ ava, rosa, rosaApi, coachee });
  await otherPerson(rosa, coachee, await pairOf(api, coach));
  await script(rosa, coachee);
}

async function pairOf(api, coach) {
  const { coachee } = await createPair(api);
  await api('PUT', `/users/${coach.id}/coachees/${coachee.id}`, {});
  return coachee;
}

/** Delays requests that change something until `writes` is resolved, and by their address those that read. */
async function answersOf(page) {
  const late = { writes: null, reads: null };
  await page.route(/\/v1\//, async (route) => {
    if (route.request().method() !== 'GET') await late.writes;
    else if (late.reads?.test(route.request().url())) await new Promise((resolve) => setTimeout(resolve, LATE));
    await route.fallback().catch(() => {});
  });
  return late;
}

async function everyForm({ ava, rosa, rosaApi, coachee }) {
  const create = (path, fields) => rosaApi('POST', `/users/${coachee.id}/${path}`, fields, { 'Idempotency-Key': crypto.randomUUID() });
  const goal = await create('goals', { title: 'Wait longer', state: 'active', steps: [] });
  const day = new Date(Date.now() + 86_400_000).toISOString();
  const ends = new Date(Date.now() + 90_000_000).toISOString();
  const conference = await create('conferences', { kind: 'check_in', starts_at: day, ends_at: ends, time_zone: 'UTC', state: 'scheduled' });
  const person = `${SITE}/people/${coachee.id}`;
  // The address, the field, and the button that saves.
  const forms = [
    [rosa, `${person}/goals/${goal.id}`, 'Description', 'Save goal'],
    [rosa, `${person}/goals/${goal.id}`, 'Comment', 'Add comment'],
    [rosa, `${person}/goals/new`, 'Title', 'Add goal'],
    [rosa, `${person}/conferences/${conference.id}`, 'Agenda', 'Save conference'],
    [rosa, `${person}/conferences/${conference.id}`, 'Private notes', 'Save private notes'],
    [rosa, `${person}/conferences/new`, 'Agenda', 'Schedule conference'],
    [ava, `${person}/personnel`, 'Notes', 'Save Changes'],
    [ava, `${SITE}/organization`, 'Contact', 'Save settings'],
  ];
  const late = { rosa: await answersOf(rosa), ava: await answersOf(ava) };
  for (const [page, address, label, button] of forms) {
    await page.goto(address);
    const field = page.getByRole('textbox', { name: label, exact: true });
    await field.fill(`Sent ${Date.now()}`);
    const saved = page.waitForResponse((response) => response.request().method() !== 'GET');
    let answer;
    late[page === rosa ? 'rosa' : 'ava'].writes = new Promise((resolve) => (answer = resolve));
    await page.getByRole('button', { name: button, exact: true }).click();
    await field.focus();
    await page.keyboard.press('End');
    await page.keyboard.type(' and more');
    answer();
    check((await (await saved).ok()) === true, `${button}: it is saved`);
    await page.waitForTimeout(600);
    const text = await field.inputValue();
    check(/and more$/.test(text), `${button}: what is typed while it saves stays, not “${text}”`);
    await page.reload();
    check(/and more$/.test(await field.inputValue()), `${button}: it stays after a reload, too`);
    if (await page.getByRole('button', { name: 'Discard changes' }).count())
      await page.getByRole('button', { name: 'Discard changes' }).first().click();
    else await field.fill('');
  }
  for (const page of [rosa, ava]) await page.unroute(/\/v1\//);
}

/** The form for one person never has what was typed for another. */
async function otherPerson(rosa, one, other) {
  for (const [tab, label] of [
    ['goals', 'Title'],
    ['conferences', 'Place'],
    ['observations', 'Title'],
  ]) {
    await rosa.goto(`${SITE}/people/${one.id}/${tab}/new`);
    const field = rosa.getByRole('textbox', { name: label, exact: true });
    await field.fill(`For ${one.name}`);
    await rosa.evaluate((address) => {
      window.history.pushState({}, '', address);
      window.dispatchEvent(new window.PopStateEvent('popstate'));
    }, `/people/${other.id}/${tab}/new`);
    await rosa.getByRole('heading', { name: new RegExp(other.name), level: 1 }).waitFor();
    check((await field.inputValue()) === '', `${tab}: the form is not that of another person`);
  }
}

const inputOf = (page) => page.getByRole('combobox', { name: 'What you see and hear' });
const lines = (page) => page.getByRole('list', { name: 'Script' }).getByRole('listitem');

async function script(rosa, coachee) {
  await rosa.goto(`${SITE}/people/${coachee.id}/observations/new`);
  const title = rosa.getByRole('textbox', { name: 'Title' });
  await title.fill('Late answers');
  await rosa.getByRole('button', { name: 'Begin' }).click();
  await inputOf(rosa).waitFor();
  const late = await answersOf(rosa);
  await proseWithSlashes(rosa);
  await correctAndWrite(rosa, late);
  await refusedLine(rosa);
  await halfWritten(rosa, coachee);
}

/** Enter on a line with a slash makes a line, and Escape removes nothing. */
async function proseWithSlashes(rosa) {
  for (const text of ['Choose A / B', 'Pupils say yes / no']) {
    await inputOf(rosa).fill(text);
    await rosa.keyboard.press('Enter');
    await lines(rosa).filter({ hasText: text }).waitFor();
  }
  await inputOf(rosa).fill('Pupils raise hands /');
  await rosa.getByRole('listbox', { name: 'Components' }).waitFor();
  await rosa.keyboard.press('Escape');
  check((await inputOf(rosa).inputValue()) === 'Pupils raise hands /', 'Escape removes nothing');
  check((await rosa.getByRole('listbox', { name: 'Components' }).count()) === 0, 'Escape closes the list of components');
  await inputOf(rosa).fill('');
}

/** A line that is written while the script is being read again stays. */
async function correctAndWrite(rosa, late) {
  late.reads = /\/evidence/;
  await lines(rosa).first().getByRole('button', { name: /^Edit/ }).click();
  await rosa.getByRole('textbox', { name: /^Line of/ }).fill('Choose A or B');
  await rosa.getByRole('button', { name: 'Save line' }).click();
  await rosa.waitForTimeout(200);
  await inputOf(rosa).fill('Written meanwhile');
  await rosa.keyboard.press('Enter');
  for (let n = 0; n < 20; n += 1) {
    await rosa.waitForTimeout(200);
    if ((await lines(rosa).filter({ hasText: 'Written meanwhile' }).count()) !== 1) return check(false, 'the new line never disappears');
  }
  await rosa.getByText('Choose A or B').waitFor();
  late.reads = null;
}

/** A refused line stops no other. It can be changed and sent. */
async function refusedLine(rosa) {
  await inputOf(rosa).evaluate((input) => {
    const setter = Object.getOwnPropertyDescriptor(window.HTMLInputElement.prototype, 'value').set;
    setter.call(input, 'A bell \u0007 rings');
    input.dispatchEvent(new window.Event('input', { bubbles: true }));
  });
  await inputOf(rosa).press('Enter');
  await rosa.getByText('This line was not accepted').waitFor();
  await inputOf(rosa).fill('After the refused one');
  await rosa.keyboard.press('Enter');
  await lines(rosa).filter({ hasText: 'After the refused one' }).getByRole('button', { name: /^Edit/ }).waitFor();
  await rosa.getByText('1 line not accepted').waitFor();
  await inspect(rosa, 'typing-refused-line');
  const refused = lines(rosa).filter({ hasText: 'This line was not accepted' });
  await refused.getByRole('textbox').fill('A bell rings');
  await refused.getByRole('button', { name: 'Send again' }).click();
  await lines(rosa).filter({ hasText: 'A bell rings' }).getByRole('button', { name: /^Edit/ }).waitFor();
}

/** Half a line, and an open correction, survive a reload and another screen; Share says so. */
async function halfWritten(rosa, coachee) {
  await inputOf(rosa).fill('Half a li');
  await lines(rosa).nth(1).getByRole('button', { name: /^Edit/ }).click();
  await rosa.getByRole('textbox', { name: /^Line of/ }).fill('Half a correction');
  const isThere = async (when) => {
    await inputOf(rosa).waitFor();
    check((await inputOf(rosa).inputValue()) === 'Half a li', `half a line is kept ${when}`);
    const correction = rosa.getByRole('textbox', { name: /^Line of/ });
    await correction.waitFor();
    check((await correction.inputValue()) === 'Half a correction', `half a correction is kept ${when}`);
  };
  await rosa.reload();
  await isThere('after a reload');
  await rosa.getByRole('link', { name: coachee.name }).first().click();
  await rosa.getByRole('heading', { name: coachee.name, level: 1 }).waitFor();
  await rosa.goBack();
  await isThere('after another screen');
  await rosa.getByRole('button', { name: 'Share', exact: true }).click();
  const dialog = rosa.getByRole('dialog');
  await dialog.getByText('“Half a li”').waitFor();
  await dialog.getByText('A line is being corrected.').waitFor();
  check((await dialog.getByRole('button', { name: /^Share/ }).count()) === 0, 'nothing is shared while a line is being corrected');
  await inspect(rosa, 'typing-share');
}
