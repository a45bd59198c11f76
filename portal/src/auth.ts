// Signing in: Authorization Code with PKCE. Tokens live in this page's memory and nowhere else; after
// a reload the provider's own session gives new ones, without a question, in a hidden frame.

import { InMemoryWebStorage, type User, UserManager, WebStorageStateStore } from 'oidc-client-ts';

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
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly manager: UserManager) {
    manager.events.addUserLoaded((user) => this.became(user));
    manager.events.addAccessTokenExpired(() => this.became(null));
  }

  static of({ issuer, client_id }: Organisation): Session {
    const here = window.location.origin;
    const manager = new UserManager({
      authority: issuer,
      client_id,
      redirect_uri: `${here}/signed-in`,
      silent_redirect_uri: `${here}/silent`,
      post_logout_redirect_uri: `${here}/`,
      scope: 'openid email profile offline_access',
      automaticSilentRenew: true,
      userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
      // What is kept over the redirect: state and the PKCE verifier, no token.
      stateStore: new WebStorageStateStore({ store: window.sessionStorage }),
    });
    return new Session(manager);
  }

  /** The organisation that was last signed in to from this browser. */
  static last(config: Config): Organisation | undefined {
    const issuer = window.localStorage.getItem(LAST_ISSUER);
    return config.organisations.find((organisation) => organisation.issuer === issuer);
  }

  token(): string | undefined {
    return this.user?.access_token;
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

  async signOut(): Promise<void> {
    window.localStorage.removeItem(LAST_ISSUER);
    await this.manager.signoutRedirect({ id_token_hint: this.user?.id_token });
  }

  private became(user: User | null): void {
    this.user = user;
    for (const listener of this.listeners) listener();
  }
}

/** What the hidden frame does: hands the provider's answer to the page around it. */
export async function answerSilently(): Promise<void> {
  await new UserManager({ authority: '', client_id: '', redirect_uri: '' }).signinSilentCallback();
}
