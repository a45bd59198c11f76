// A year of a person's practice, as charts and as tables with the same content.

import { check, inspectOnBoth, open, signedIn } from '../browser.mjs';

export default async function progress() {
  const thomas = await signedIn('Thomas Blankenship');
  await open(thomas, 'adam and', 'Adam Anderson');
  await thomas.getByRole('link', { name: 'Goals', exact: true }).click();
  await thomas.getByRole('link', { name: 'Progress over time' }).click();
  await thomas.getByRole('heading', { name: 'Progress of Adam Anderson' }).waitFor();
  await thomas.locator('.recharts-line-curve').first().waitFor();
  const charts = await thomas.locator('.recharts-surface').count();
  await inspectOnBoth(thomas, 'progress');
  await thomas.getByText('Tables', { exact: true }).click();
  await thomas.getByRole('table').first().waitFor();
  check((await thomas.getByRole('table').count()) === charts, 'each chart has its table');
  check(/view=tables/.test(thomas.url()), 'the view is in the address');
  await thomas.reload();
  await thomas.getByRole('table').first().waitFor();
  await inspectOnBoth(thomas, 'progress-tables');
}
