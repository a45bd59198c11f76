// The session: sign-in by Authorization Code with PKCE. Tokens are only in this page's memory. After a reload, new ones
// come from the provider's session, in a hidden frame.

import { InMemoryWebStorage, OidcClient, type OidcClientSettings, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { SIGNED_IN_AGAIN } from './redirects/channel';

/** An organization to sign in to, as in `/config.json`. */
export interface Organization {
  name: string;
  issuer: string;
  client_id: string;
}

export interface Config {
  api: string;
  organisations: Organization[];
}

export async function readConfig(): Promise<Config> {
  const response = await fetch('/config.json');
  if (!response.ok) throw new Error(`The portal's configuration can't be read (${response.status}).`);
  return (await response.json()) as Config;
}

/** The key in local storage of the issuer that this browser last signed in to. */
const LAST_ISSUER = 'coachwork.issuer';

export class Session {
  private user: User | null = null;
  private lastSubject = '';
  private readonly listeners = new Set<() => void>();
  private readonly manager: UserManager;

  private constructor(private readonly settings: OidcClientSettings) {
    this.manager = new UserManager({
      ...settings,
      silent_redirect_uri: `${window.location.origin}/silent`,
      automaticSilentRenew: true,
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    });
    this.manager.events.addUserLoaded((user) => this.setUser(user));
    this.manager.events.addAccessTokenExpired(() => this.setUser(null));
  }

  static of({ issuer, client_id }: Organization): Session {
    const { origin } = window.location;
    return new Session({
      authority: issuer,
      client_id,
      redirect_uri: `${origin}/signed-in`,
      post_logout_redirect_uri: `${origin}/`,
      scope: 'openid email profile offline_access',
      // Kept over the redirect: state and the PKCE verifier, no token.
      stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
    });
  }

  /** The organization that this browser last signed in to. */
  static last(config: Config): Organization | undefined {
    const issuer = window.localStorage.getItem(LAST_ISSUER);
    return config.organisations.find((organization) => organization.issuer === issuer);
  }

  token(): string | undefined {
    return this.user?.access_token;
  }

  /** The `sub` of the person who is signed in, or who last was. */
  subject(): string {
    return this.lastSubject;
  }

  /** Calls `listener` whenever somebody signs in or the session ends. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  isSignedIn = (): boolean => this.user !== null;

  /** Redirects to the provider. After signing in, the person is back at `path`. */
  async signIn(path: string): Promise<void> {
    window.localStorage.setItem(LAST_ISSUER, this.manager.settings.authority);
    await this.manager.signinRedirect({ state: path });
  }

  /** Completes the redirect; returns the path to continue with. */
  async finishSignIn(): Promise<string> {
    const user = await this.manager.signinRedirectCallback();
    this.setUser(user);
    return typeof user.state === 'string' && user.state.startsWith('/') && !user.state.startsWith('//') ? user.state : '/';
  }

  /** Gets new tokens silently, if the provider still has a session. */
  async resume(): Promise<boolean> {
    const user = await this.manager.signinSilent().catch(() => null);
    this.setUser(user);
    return user !== null;
  }

  /**
   * Resolves when there are newer tokens than `stale`: at once, silently, or after the person has signed in again. A
   * request that got a 401 waits for it.
   */
  async renewed(stale: string | undefined): Promise<void> {
    if (this.user && this.token() !== stale) return;
    if (await this.resume()) return;
    await new Promise<void>((resolve) => {
      const stop = this.subscribe(() => {
        if (!this.isSignedIn()) return;
        stop();
        resolve();
      });
    });
  }

  /**
   * Signs in again in a window, while this page keeps what was typed. Returns false if the browser blocked the window,
   * which it does unless a click is being handled.
   */
  signInInWindow(): boolean {
    const popup = window.open('', '_blank', 'popup,width=480,height=640');
    if (!popup) return false;
    const client = new OidcClient({ ...this.settings, redirect_uri: `${window.location.origin}/signed-in-again` });
    // The windows may be isolated from each other, so the response comes by a broadcast channel. Nobody else can use it,
    // because only this page has the PKCE verifier.
    const channel = new BroadcastChannel(SIGNED_IN_AGAIN);
    channel.onmessage = async ({ data }) => {
      const user = await this.manager.signinRedirectCallback(String(data)).catch(() => null);
      if (!user) return;
      channel.close();
      this.setUser(user);
    };
    client.createSigninRequest({}).then(
      ({ url }) => popup.location.replace(url),
      () => popup.close(),
    );
    return true;
  }

  async signOut(): Promise<void> {
    window.localStorage.removeItem(LAST_ISSUER);
    // Drafts are in it, and belong to this person.
    window.sessionStorage.clear();
    await this.manager.signoutRedirect({ id_token_hint: this.user?.id_token });
  }

  private setUser(user: User | null): void {
    // Another person has signed in. They must not see what the last one read and typed, so the portal starts again.
    if (user && this.lastSubject && user.profile.sub !== this.lastSubject) {
      window.location.replace('/');
      return;
    }
    this.user = user;
    this.lastSubject = user?.profile.sub ?? this.lastSubject;
    for (const listener of this.listeners) listener();
  }
}
