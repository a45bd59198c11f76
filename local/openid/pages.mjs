// The pages: plain HTML without scripts, every text from outside escaped.

import { createHash } from 'node:crypto';

const STYLE = `
:root {
  color-scheme: light dark;
  --page: #f6f7f8; --card: #fff; --text: #1b1f24; --quiet: #59636e; --line: #d5dae0;
  --hover: #eef2f7; --accent: #1f5fbf; --on-accent: #fff; --problem: #b42318;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #111418; --card: #1a1e24; --text: #e8ebee; --quiet: #a0a9b4; --line: #353c45;
    --hover: #242a32; --accent: #8ab4f8; --on-accent: #10151c; --problem: #ff9c92;
  }
}
* { box-sizing: border-box; }
body { margin: 0; padding: 48px 16px; background: var(--page); color: var(--text); font: 16px/24px system-ui, sans-serif; }
main { max-width: 440px; margin: 0 auto; padding: 24px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; }
h1 { margin: 0 0 4px; font-size: 22px; line-height: 28px; overflow-wrap: anywhere; }
h2 { margin: 24px 0 8px; font-size: 16px; line-height: 24px; }
p { margin: 0 0 8px; overflow-wrap: anywhere; }
ul { margin: 0; padding: 0; list-style: none; border: 1px solid var(--line); border-radius: 6px; overflow: hidden; }
li + li { border-top: 1px solid var(--line); }
button, input { font: inherit; color: inherit; }
button { cursor: pointer; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
li button { display: block; width: 100%; padding: 8px 12px; border: 0; background: none; text-align: left; overflow-wrap: anywhere; }
li button:focus-visible { outline-offset: -2px; border-radius: 6px; }
li button:hover { background: var(--hover); }
li strong { font-weight: 600; }
li span { display: block; font-size: 14px; line-height: 20px; }
.quiet { color: var(--quiet); }
.problem { color: var(--problem); }
label { display: block; margin-bottom: 4px; font-weight: 600; }
.apart { margin-top: 24px; }
.row { display: flex; flex-wrap: wrap; gap: 8px; }
input { flex: 1 1 220px; min-width: 0; height: 44px; padding: 0 12px; border: 1px solid var(--quiet); border-radius: 6px; background: var(--card); }
.primary { height: 44px; padding: 0 20px; border: 0; border-radius: 6px; background: var(--accent); color: var(--on-accent); font-weight: 600; }
.primary:hover { text-decoration: underline; }
@media (max-width: 480px) {
  body { padding: 0; background: var(--card); }
  main { padding: 24px 16px; border: 0; }
  .row .primary { flex: 1 1 auto; }
}
`;
const STYLE_HASH = createHash('sha256').update(STYLE).digest('base64');

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escape = (text) => String(text).replace(/[&<>"']/g, (character) => ENTITIES[character]);

/** The headers of a page whose forms may be redirected to the given origins. */
export function pageHeaders(...formOrigins) {
  return {
    'Content-Type': 'text/html; charset=utf-8',
    'Cache-Control': 'no-store',
    'Content-Security-Policy': [
      "default-src 'none'",
      `style-src 'sha256-${STYLE_HASH}'`,
      `form-action ${["'self'", ...formOrigins].join(' ')}`,
      "base-uri 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
    'Referrer-Policy': 'same-origin',
    'X-Content-Type-Options': 'nosniff',
  };
}

function page(title, content) {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)} · Coachwork development</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1>${escape(title)}</h1>
${content}
</main>
</body>
</html>
`;
}

export function signInPage({ organisation, people, email, problem }) {
  const button = (person) => `<li><button name="email" value="${escape(person.email)}">
<strong>${escape(person.name)}</strong>
${person.title ? `<span>${escape(person.title)}</span>` : ''}
<span class="quiet">${escape(person.email).replace('@', '@<wbr>')}</span>
</button></li>`;
  const choices = people.length === 0 ? '' : `<h2 id="people">Demonstration people</h2>
<form method="post"><ul aria-labelledby="people">
${people.map(button).join('\n')}
</ul></form>`;

  return page(`Sign in to ${organisation}`, `<p class="quiet">Development sign-in, without a password</p>
${choices}
<form class="apart" method="post" novalidate>
<label for="email">${people.length === 0 ? 'E-mail' : 'Or any other e-mail'}</label>
${problem ? `<p class="problem" id="problem">${escape(problem)}</p>` : ''}
<div class="row">
<input id="email" name="email" type="email" required autocomplete="email" value="${escape(email)}"
${problem ? 'aria-invalid="true" aria-describedby="problem" autofocus' : ''}>
<button class="primary">Sign in</button>
</div>
</form>`);
}

/** `confirmation` is the library's form; the button is ours. */
export function signOutPage({ organisation, confirmation }) {
  return page(`Sign out of ${organisation}?`, `<p class="quiet">The portal can then no longer renew its sign-in.</p>
${confirmation}
<div class="row apart"><button class="primary" form="op.logoutForm" name="logout" value="yes">Sign out</button></div>`);
}

export function signedOutPage() {
  return page('You are signed out', '<p class="quiet">You can close this page.</p>');
}

export function errorPage({ error, description }) {
  return page('Sign-in did not work', `<p>${escape(description ?? 'The provider gave no reason.')}</p>
${error ? `<p class="quiet">${escape(error)}</p>` : ''}`);
}
