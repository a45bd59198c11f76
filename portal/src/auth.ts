// Signing in: Authorization Code with PKCE. Tokens live in this page's memory and nowhere else; after
// a reload the provider's own session gives new ones, without a question, in a hidden frame.

import { InMemoryWebStorage, OidcClient, type OidcClientSettings, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';
import { AGAIN } from './answers/again';

/** An organisation that one can sign in to, as `/config.json` names it. */
export interface Organisation {
  name: string;
  issuer: string;
  client_id: string;
}

export interface Config {
  api: string;
  organisations: Organisation[];
}

export async function readConfig(): Promise<Config> {
  const answer = await fetch('/config.json');
  if (!answer.ok) throw new Error(`The portal's configuration can't be read (${answer.status}).`);
  return answer.json();
}

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
    this.manager.events.addUserLoaded((user) => this.became(user));
    this.manager.events.addAccessTokenExpired(() => this.became(null));
  }

  static of({ issuer, client_id }: Organisation): Session {
    const here = window.location.origin;
    return new Session({
      authority: issuer,
      client_id,
      redirect_uri: `${here}/signed-in`,
      post_logout_redirect_uri: `${here}/`,
      scope: 'openid email profile offline_access',
      // What is kept over the redirect: state and the PKCE verifier, no token.
      stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
    });
  }

  /** The organisation that was last signed in to from this browser. */
  static last(config: Config): Organisation | undefined {
    const issuer = window.localStorage.getItem(LAST_ISSUER);
    return config.organisations.find((organisation) => organisation.issuer === issuer);
  }

  token(): string | undefined {
    return this.user?.access_token;
  }

  /** Who is signed in, or was last, as the provider names them. */
  subject(): string {
    return this.lastSubject;
  }

  /** Calls when somebody is signed in, or no more. */
  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  isSignedIn = (): boolean => this.user !== null;

  /** Goes to the provider, and comes back to `path`. */
  async signIn(path: string): Promise<void> {
    window.localStorage.setItem(LAST_ISSUER, this.manager.settings.authority);
    await this.manager.signinRedirect({ state: path });
  }

  /** Ends the way to the provider; gives the path to go on with. */
  async finishSignIn(): Promise<string> {
    const user = await this.manager.signinRedirectCallback();
    this.became(user);
    return typeof user.state === 'string' && user.state.startsWith('/') && !user.state.startsWith('//') ? user.state : '/';
  }

  /** New tokens without a question, when the provider still knows the person. */
  async resume(): Promise<boolean> {
    const user = await this.manager.signinSilent().catch(() => null);
    this.became(user);
    return user !== null;
  }

  /** What a request waits for that was answered with 401: new tokens, silently or after signing in again. */
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
   * Signs in again in a window beside this page, which stays as it is with all that was typed. Must be
   * called while a click is handled, or the browser keeps the window shut; then it is false.
   */
  signInBeside(): boolean {
    const beside = window.open('', '_blank', 'popup,width=480,height=640');
    if (!beside) return false;
    const client = new OidcClient({ ...this.settings, redirect_uri: `${window.location.origin}/signed-in-again` });
    // The windows may not reach each other, so the answer comes by a channel of this origin. It is
    // worth nothing without the verifier, which this page alone has.
    const channel = new BroadcastChannel(AGAIN);
    channel.onmessage = async ({ data }) => {
      const user = await this.manager.signinRedirectCallback(String(data)).catch(() => null);
      if (!user) return;
      channel.close();
      this.became(user);
    };
    client.createSigninRequest({}).then(
      ({ url }) => beside.location.replace(url),
      () => beside.close(),
    );
    return true;
  }

  async signOut(): Promise<void> {
    window.localStorage.removeItem(LAST_ISSUER);
    // Drafts are of this person.
    window.sessionStorage.clear();
    await this.manager.signoutRedirect({ id_token_hint: this.user?.id_token });
  }

  private became(user: User | null): void {
    // What one person has read and typed is not for the next one who signs in at this screen.
    if (user && this.lastSubject && user.profile.sub !== this.lastSubject) return window.location.replace('/');
    this.user = user;
    this.lastSubject = user?.profile.sub ?? this.lastSubject;
    for (const listener of this.listeners) listener();
  }
}
