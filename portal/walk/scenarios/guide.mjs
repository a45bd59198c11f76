// The guide's steps: the administrator finds a person, grants coach status, connects from both sides,
// removes and undoes; the coach has the right at once, and loses it at once.

import { look, open, PHONE, signedIn, SITE, WIDE } from '../browser.mjs';

export default async function guide() {
  const ava = await signedIn('Ava Morgan', WIDE);
  await look(ava, 'home');
  await ava.keyboard.press('/');
  await ava.keyboard.type('adam and');
  await ava.getByRole('option', { name: /Adam Anderson/ }).waitFor();
  await look(ava, 'search');
  await ava.keyboard.press('Enter');
  await ava.getByRole('link', { name: 'Thomas Blankenship' }).waitFor();
  await look(ava, 'coaching');

  // Samantha becomes a coach by the toggle, and coaches Adam from his side.
  await open(ava, 'samantha ad', 'Samantha Adams');
  await ava.getByRole('button', { name: /Click here to edit Samantha Adams/ }).click();
  await ava.getByRole('switch', { name: 'Coaching access' }).click();
  await look(ava, 'edit-profile');
  await ava.getByRole('button', { name: 'Save Changes' }).click();
  await ava.getByText('Samantha Adams may coach.').waitFor();
  // A window gives the focus back as it closes.
  await ava.getByRole('dialog').waitFor({ state: 'detached' });

  // From the coach's side: Add under Coaching, by keyboard alone.
  await ava.getByRole('button', { name: 'Add a coachee' }).focus();
  await ava.keyboard.press('Enter');
  // The window opens with the cursor in its field, a moment after it is there.
  await ava.waitForFunction(() => document.activeElement?.getAttribute('aria-controls') === 'to-add');
  await ava.keyboard.type('adam and');
  await ava.getByRole('option', { name: /Adam Anderson/ }).waitFor();
  await ava.keyboard.press('Enter');
  await ava.getByText(/will see and work on Adam Anderson/).waitFor();
  await look(ava, 'add-coachee');
  await ava.keyboard.press('Enter');
  await ava.getByRole('link', { name: 'Adam Anderson' }).waitFor();

  // The coach has the right at once, and loses it at once.
  const samantha = await signedIn('Samantha Adams', PHONE);
  await samantha.goto(`${SITE}/caseload`);
  await samantha.getByRole('link', { name: 'Adam Anderson' }).click();
  await samantha.getByText('More pupils answer in full sentences').waitFor();
  await look(samantha, 'coach-goals-on-a-phone');

  await ava.getByRole('button', { name: 'More for Adam Anderson' }).click();
  await ava.getByRole('menuitem', { name: 'Remove Coachee' }).click();
  await look(ava, 'remove-coachee');
  await ava.getByRole('button', { name: 'Remove coachee', exact: true }).click();
  await ava.getByRole('link', { name: 'Adam Anderson' }).waitFor({ state: 'detached' });
  await look(ava, 'removed');
  await samantha.getByRole('link', { name: 'Conferences' }).click();
  await samantha.getByText('You may not do this').waitFor();
  await look(samantha, 'access-ended');

  await ava.getByRole('button', { name: 'Undo' }).click();
  await ava.getByRole('link', { name: 'Adam Anderson' }).waitFor();
  await ava.reload();
  await ava.getByRole('link', { name: 'Adam Anderson' }).waitFor();

  await open(ava, 'adam and', 'Adam Anderson');
  for (const tab of ['Learning', 'Licenses and Credentials', 'Observations', 'Goals', 'Conferences', 'Personnel Information', 'Permissions']) {
    await ava.getByRole('link', { name: tab, exact: true }).click();
    await ava.locator('.row').first().waitFor();
    await look(ava, tab.toLowerCase().replaceAll(' ', '-'));
  }
  const thomas = await signedIn('Thomas Blankenship', WIDE);
  await thomas.getByRole('link', { name: 'My coachees' }).click();
  await thomas.getByRole('link', { name: 'Adam Anderson' }).waitFor();
  await look(thomas, 'caseload');
}
