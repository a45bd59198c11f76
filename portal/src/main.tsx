// Starts the portal: sets the theme, resumes the session and renders.

import './library';
import './style.css';

import { createTheme, type CSSVariablesResolver, MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { lazy, startTransition, StrictMode, Suspense, useSyncExternalStore } from 'react';
import { createRoot } from 'react-dom/client';
import { connect, isTransient } from './api/client';
import { type Config, readConfig, Session } from './auth';
import { ApiContext, SessionContext } from './context';
import { SignIn } from './frame/SignIn';
import { router } from './routes';

const SignInAgain = lazy(() => import('./frame/SignInAgain'));
const Toasts = lazy(() => import('./frame/Toasts'));

const theme = createTheme({
  primaryColor: 'indigo',
  primaryShade: 8,
  autoContrast: true,
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", sans-serif',
  defaultRadius: 'sm',
  components: {
    // By name, not by `Modal.extend` and the like, which would load the code of windows before one is opened.
    Text: { defaultProps: { size: 'sm' } },
    Badge: { defaultProps: { variant: 'light' }, styles: { root: { flexShrink: 0 }, label: { textTransform: 'none' } } },
    // Without a role, screen readers would announce a window's header as a second banner of the page.
    Modal: { defaultProps: { attributes: { header: { role: 'none' } } } },
    // A menu stays within its landmark and contains only its items.
    Menu: { defaultProps: { withinPortal: false, withInitialFocusPlaceholder: false } },
    Notification: { defaultProps: { closeButtonProps: { 'aria-label': 'Close' } } },
  },
});

/** Secondary text and links with a contrast of at least 4.5 in both schemes. */
const colors: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-dimmed': 'var(--mantine-color-gray-7)',
    '--mantine-color-error': 'var(--mantine-color-red-9)',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-8)',
  },
  dark: {
    '--mantine-color-dimmed': 'var(--mantine-color-dark-1)',
    '--mantine-color-error': 'var(--mantine-color-red-3)',
    '--mantine-color-anchor': 'var(--mantine-color-indigo-3)',
  },
});

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      // Only transient errors are retried.
      retry: (count, error) => count < 2 && isTransient(error),
    },
    // Without a network, an action fails at once. It must not be carried out later, when nobody expects it.
    mutations: { networkMode: 'always' },
  },
});

function Portal({ config, session }: { config: Config; session: Session | null }) {
  if (!session) return <SignIn config={config} />;
  return (
    <SessionContext value={session}>
      <ApiContext value={connect(config.api, session)}>
        <RouterProvider router={router} />
        <SessionEnd session={session} />
      </ApiContext>
    </SessionContext>
  );
}

/** When the session ends, a window asks to sign in again. The screen behind it keeps what was typed. */
function SessionEnd({ session }: { session: Session }) {
  const isSignedIn = useSyncExternalStore(session.subscribe, session.isSignedIn);
  return <Suspense>{!isSignedIn && <SignInAgain session={session} />}</Suspense>;
}

async function start(): Promise<void> {
  // The screen's code loads while the session is renewed.
  for (const { routeId } of router.matchRoutes(window.location.pathname)) void router.loadRouteChunk(router.routesById[routeId]);
  const config = await readConfig();
  const organization = Session.last(config);
  const session = organization ? Session.of(organization) : null;
  let isSignedIn = false;
  if (session && window.location.pathname === '/signed-in') {
    const path = await session.finishSignIn().catch(() => '/');
    window.history.replaceState(null, '', path);
    isSignedIn = session.isSignedIn();
  } else if (session) {
    isSignedIn = await session.resume();
  }
  const element = document.getElementById('root');
  if (!element) throw new Error('The page has no element with the id root.');
  const root = createRoot(element);
  // A transition renders in small steps, between which the browser can respond.
  startTransition(() =>
    root.render(
      <StrictMode>
        <MantineProvider theme={theme} defaultColorScheme="auto" cssVariablesResolver={colors}>
          <Suspense>
            <Toasts />
          </Suspense>
          <QueryClientProvider client={queries}>
            <Portal config={config} session={isSignedIn ? session : null} />
          </QueryClientProvider>
        </MantineProvider>
      </StrictMode>,
    ),
  );
}

const RELOADED_AT = 'coachwork.reloaded-at';

// When a new build is published, the chunks of a page that is still open may be gone. The page then reloads, at most once
// a minute.
window.addEventListener('vite:preloadError', () => {
  if (Date.now() - Number(window.sessionStorage.getItem(RELOADED_AT)) < 60_000) return;
  window.sessionStorage.setItem(RELOADED_AT, String(Date.now()));
  window.location.reload();
});

start().catch((error: unknown) => {
  const root = document.getElementById('root');
  if (root)
    root.textContent = `Coachwork did not start. ${error instanceof Error ? error.message : 'The reason is unknown.'} Reload the page.`;
});
