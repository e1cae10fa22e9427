/** Accounts and who is signed in. Every call throws ApiError. */
import { request, send } from "./http";
import { currentAccount, currentRefreshToken, forgetSession, keepSession, sessionExpired, signedInOnce } from "./session";
import type { Account, Features, Session } from "./types";

export const accountService = {
  /** Make an account and sign in; a guest's session is sent along. */
  async register(email: string, password: string): Promise<Account> {
    const call = sessionExpired() ? send<Session> : request<Session>;
    const { body } = await call("/auth/register", { method: "POST", json: { email, password } });
    return kept(body);
  },

  async login(email: string, password: string): Promise<Account> {
    const { body } = await send<Session>("/auth/login", { method: "POST", json: { email, password } });
    return kept(body);
  },

  /** Sign in as a new guest, unless someone is signed in already. */
  async guest(): Promise<Account | null> {
    await signedInOnce(async () => (await send<Session>("/auth/guest", { method: "POST" })).body);
    return currentAccount();
  },

  /** Sign out in all tabs; the tokens are forgotten here even when the server cannot be reached. */
  async logout(): Promise<void> {
    const refreshToken = currentRefreshToken();
    forgetSession();
    if (refreshToken) await send("/auth/logout", { method: "POST", json: { refresh_token: refreshToken } });
  },

  /** What this deployment offers. */
  async getFeatures(): Promise<Features> {
    return (await send<Features>("/features", {})).body;
  },
};

function kept(session: Session): Account {
  keepSession(session);
  return session.account;
}
