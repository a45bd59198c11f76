// What surrounds every screen: the sign-in, the account, keyboard shortcuts, an unknown address, and signing out.

import { browser, check, inspect, inspectOnBoth, signedIn, SITE, WIDE } from '../browser.mjs';

export default async function frame() {
  const stranger = await (await browser.newContext(WIDE)).newPage();
  await stranger.goto(`${SITE}/people`);
  await stranger.getByRole('button', { name: 'Lakeside School District' }).waitFor();
  await inspectOnBoth(stranger, 'sign-in');

  const ava = await signedIn('Ava Morgan');
  await ava.keyboard.press('?');
  await ava.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await inspect(ava, 'keys');
  await ava.keyboard.press('Escape');
  await ava.getByRole('dialog').waitFor({ state: 'detached' });
  for (const [letter, title] of Object.entries({ o: 'Organization', r: 'Rubrics', p: 'People' })) {
    await ava.keyboard.press('g');
    await ava.keyboard.press(letter);
    await ava.getByRole('heading', { name: title, level: 1 }).waitFor();
    check((await ava.title()).startsWith(title), `the window's title is ${title}`);
  }
  await ava.goto(`${SITE}/organization`);
  await ava.getByRole('textbox', { name: 'Contact', exact: true }).focus();
  await ava.keyboard.type('g');
  await ava.keyboard.type('p');
  check(ava.url() === `${SITE}/organization`, 'letters in a field are not shortcuts');
  await ava.keyboard.press('Control+K');
  check(await ava.evaluate(() => document.activeElement?.getAttribute('aria-controls') === 'found'), 'Ctrl-K searches from within a field');

  await ava.goto(`${SITE}/nowhere`);
  await ava.getByText('There is nothing at this address.').waitFor();
  await inspect(ava, 'nowhere');
  await ava.getByRole('button', { name: 'Account of Ava Morgan' }).click();
  await ava.getByRole('menuitem', { name: 'Sign out' }).waitFor();
  await inspectOnBoth(ava, 'account');
  await ava.getByRole('menuitem', { name: 'Sign out' }).click();
  await ava.getByRole('button', { name: 'Lakeside School District' }).waitFor();
  check((await ava.evaluate(() => window.sessionStorage.length)) === 0, 'signing out leaves no draft behind');
}
