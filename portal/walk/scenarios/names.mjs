// Unusual texts in every text field: right to left, without spaces, 200 characters long, or markup. They are shown as
// text, and no layout breaks.

import { apiOf, check, inDays, screenshot, PHONE, signedIn, SITE, problems, WIDE } from '../browser.mjs';

const LONG = 'Wolfeschlegelsteinhausenbergerdorff'.repeat(6).slice(0, 200);
const TEXTS = {
  arabic: 'عبد الرحمن بن محمد الخوارزمي',
  chinese: '歐陽修醉翁亭記環滁皆山也其西南諸峯林壑尤美望之蔚然而深秀者琅琊也山行六七里',
  emoji: '👩🏽‍🏫 Ünïcødé 👨‍👩‍👧‍👦 é̂́',
  long: LONG,
  markup: '<img src=x onerror="document.title=\'run\'"><b>bold</b>',
};
const TABS = [
  'coaching',
  'goals',
  'conferences',
  'observations',
  'learning',
  'credentials',
  'personnel',
  'permissions',
  'progress',
  'activity',
];

export default async function names() {
  const page = await signedIn('Ava Morgan');
  page.on('dialog', (dialog) => problems.push(`names: a dialog, ${dialog.message()}`));
  const api = await apiOf(page);
  for (const [name, text] of Object.entries(TEXTS)) {
    const made = await everything(api, name, text);
    const screens = [
      ...TABS.map((tab) => [tab, `/people/${made.person}/${tab}`]),
      ['goal', `/people/${made.person}/goals/${made.goal}`],
      ['conference', `/people/${made.person}/conferences/${made.conference}`],
      ['observation', `/people/${made.person}/observations/${made.observation}`],
      ['rubric', `/rubrics/${made.rubric}`],
      ['rubrics', '/rubrics'],
      ['coach', `/people/${made.coach}/coaching`],
    ];
    for (const [screen, path] of screens) await showsText(page, `names-${name}-${screen}`, path);
  }
}

/** Goes to a screen, on a desktop and on a phone. */
async function showsText(page, what, path) {
  await page.goto(`${SITE}${path}`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  for (const { viewport } of [WIDE, PHONE]) {
    await page.setViewportSize(viewport);
    await screenshot(page, what);
  }
  await page.setViewportSize(WIDE.viewport);
  check((await page.locator('main img, main b, header img').count()) === 0, `${what} shows markup as text`);
  check((await page.title()) !== 'run', `${what} runs no script from a text`);
  check((await page.locator('main [role=alert]').count()) === 0, `${what} shows no error`);
}

/** Creates a person, a coach and one record of each kind, with `text` in every text field. */
async function everything(api, name, text) {
  const now = inDays(0);
  const later = inDays(0.05);
  const names = { given_name: text, family_name: text, preferred_name: text, title: text, site: text, phone: text };
  const person = (await api('POST', '/users', { ...names, email: `${name}${Date.now()}@lakeside.example` })).id;
  const coach = (await api('POST', '/users', { ...names, email: `${'c'.repeat(40)}.${name}${Date.now()}@lakeside.example` })).id;
  await api('PUT', `/users/${coach}/coach-status`, {});
  await api('PUT', `/users/${coach}/coachees/${person}`, {});
  const component = { name: text, descriptors: [text, text, text] };
  const rubric = await api('POST', '/rubrics', {
    title: text,
    description: text,
    levels: [`1 ${text}`, `2 ${text}`, `3 ${text}`].map((level) => Array.from(level).slice(0, 200).join('')),
    domains: [{ name: text, components: [component, component] }],
  });
  const scored = rubric.domains[0].components[0].id;
  const goal = await api('POST', `/users/${person}/goals`, {
    title: text,
    description: text,
    unit: text,
    baseline: 1,
    target: 10,
    state: 'active',
    steps: [{ text, owner: 'coachee', check_back_on: now.slice(0, 10) }],
  });
  await api('POST', `/users/${person}/goals/${goal.id}/comments`, { text });
  const conference = await api('POST', `/users/${person}/conferences`, {
    kind: 'check_in',
    coach_id: coach,
    starts_at: now,
    ends_at: later,
    time_zone: 'America/Chicago',
    place: text,
    agenda: text,
    notes: text,
  });
  const observation = await api('POST', `/users/${person}/observations`, {
    kind: 'announced',
    observed_at: now,
    title: text,
    rubric_id: rubric.id,
    glow: text,
    grow: text,
    next_step: text,
    scores: [{ component_id: scored, score: 2, note: text }],
  });
  await api('POST', `/users/${person}/observations/${observation.id}/evidence`, { lines: [{ at: now, text, component_ids: [scored] }] });
  await api('POST', `/users/${person}/learning`, { title: text, provider: text, notes: text, hours: 3 });
  await api('POST', `/users/${person}/credentials`, { kind: 'certificate', title: text, issued_by: text, number: text });
  const { etag } = await api('GET', `/users/${person}/personnel`).then((answer) => ({ etag: `"${answer.version ?? 0}"` }));
  await api(
    'PUT',
    `/users/${person}/personnel`,
    { employee_number: text, position: text, site: text, notes: text },
    { 'if-match': etag },
  ).catch((error) => problems.push(error.message));
  return { person, coach, rubric: rubric.id, goal: goal.id, conference: conference.id, observation: observation.id };
}
