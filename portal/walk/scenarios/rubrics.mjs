// Rubrics and the organization's settings: created, edited to the next version, reordered, retired.

import { check, inspect, inspectOnBoth, signedIn, SITE } from '../browser.mjs';

export default async function rubrics() {
  const ava = await signedIn('Ava Morgan');
  await ava.keyboard.press('g');
  await ava.keyboard.press('r');
  await ava.getByRole('heading', { name: 'Rubrics', level: 1 }).waitFor();
  await inspectOnBoth(ava, 'rubrics');
  await ava.getByRole('link', { name: 'New rubric' }).click();
  await ava.getByRole('textbox', { name: 'Title' }).fill('Classroom talk');
  await ava.getByRole('textbox', { name: 'Domain 1', exact: true }).fill('Talk');
  await ava.getByRole('textbox', { name: 'Component 1 of domain 1' }).fill('Wait time');
  await ava.getByRole('textbox', { name: 'Beginning' }).fill('The first hand answers.');
  await ava.getByRole('button', { name: 'Add component' }).click();
  await ava.getByRole('textbox', { name: 'Component 2 of domain 1' }).fill('Full sentences');
  await inspectOnBoth(ava, 'rubric-editor');
  await ava.getByRole('button', { name: 'Create rubric' }).click();
  await ava.getByText('Rubric created.').waitFor();
  await inspectOnBoth(ava, 'rubric');
  await nextVersion(ava);
  await ava.getByRole('button', { name: 'Retire' }).click();
  await ava.getByRole('dialog').getByRole('button', { name: 'Retire' }).click();
  await ava.getByText('Retired', { exact: true }).waitFor();
  await settings(ava);
  await readers();
}

async function nextVersion(ava) {
  await ava.getByRole('button', { name: 'Edit rubric' }).click();
  await ava.getByText('Full sentences').click();
  await ava.getByRole('button', { name: 'Move Component 2 of domain 1 up' }).click();
  await ava.getByRole('button', { name: 'Save as the next version' }).click();
  await ava.getByText('Version 2 is saved.').waitFor();
  const names = await ava.getByRole('rowheader').allTextContents();
  check(names.join() === 'Full sentences,Wait time', `components are in their new order: ${names}`);
}

async function settings(ava) {
  await ava.goto(`${SITE}/organization`);
  await ava.getByRole('textbox', { name: 'Contact', exact: true }).fill('the help desk, 555-0199');
  await ava.getByRole('combobox', { name: 'Time zone' }).fill('Nowhere/Nothing');
  await ava.getByRole('button', { name: 'Save settings' }).click();
  await ava.locator('[id$=-error]').first().waitFor();
  await inspectOnBoth(ava, 'organization-refused');
  await ava.getByRole('combobox', { name: 'Time zone' }).fill('America/Chicago');
  await ava.getByRole('button', { name: 'Save settings' }).click();
  await ava.getByText('Settings saved.').waitFor();
  await inspect(ava, 'organization');
}

/** People who may not edit rubrics see no button for it. */
async function readers() {
  const thomas = await signedIn('Thomas Blankenship');
  await thomas.getByRole('link', { name: 'Rubrics' }).click();
  await thomas.getByRole('link', { name: 'Classroom talk' }).first().click();
  await thomas.getByRole('rowheader').first().waitFor();
  check((await thomas.getByRole('button', { name: /Edit rubric|Retire/ }).count()) === 0, 'a coach reads rubrics');
  check((await thomas.getByRole('link', { name: 'Organization' }).count()) === 0, 'the settings are for administrators');
}
