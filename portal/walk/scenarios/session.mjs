// A session that ends in the middle of typing: nothing is lost, and the person continues where they were.

import { check, inspect, signedIn, SITE } from '../browser.mjs';

export default async function session() {
  const page = await signedIn('Ava Morgan');
  await page.getByRole('link', { name: 'My profile' }).click();
  await page.getByRole('button', { name: 'Add a coach', exact: true }).click();
  const field = page.getByLabel('Name or e-mail', { exact: true });
  await field.fill('an ended sign-in');
  // The service rejects every token, and the provider's session has ended.
  await page.route('**/v1/**', (route) => route.fulfill({ status: 401, contentType: 'application/problem+json', body: '{}' }));
  await page.route('**/token', (route) =>
    route.fulfill({ status: 400, contentType: 'application/json', body: '{"error":"invalid_grant"}' }),
  );
  await page.context().clearCookies();
  await field.fill('thomas bl');
  await page.getByText('Your sign-in has ended').waitFor();
  await inspect(page, 'sign-in-ended');
  await page.unrouteAll();
  const [popup] = await Promise.all([page.waitForEvent('popup'), page.getByRole('button', { name: 'Sign in again' }).click()]);
  await popup.getByRole('button', { name: /Ava Morgan/ }).click();
  await page.getByText('Your sign-in has ended').waitFor({ state: 'detached' });
  check((await field.inputValue()) === 'thomas bl', 'what was typed is still there after signing in again');
  await page.getByRole('option', { name: /Thomas Blankenship/ }).waitFor();
  check(page.url().startsWith(`${SITE}/people/`), 'the screen is the one it was');
}
