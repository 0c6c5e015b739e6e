import type { ClientLeg } from '@gatehouse/session/plugin';

/** What the person at the door may do is judged elsewhere; every answer comes from the control process. */
export interface VncDoorPolicy {
  /** Whether a viewer may sign in by a password alone, in clear. Rejects when nobody can judge it now, and then none may. */
  takesPassword(wireId: string): Promise<boolean>;
  /** Spends a viewer token for whom it was made for. Once for a connection. Rejects when nobody can judge it now. */
  token(wireId: string, userName: string, token: string): Promise<TokenAnswer>;
  /** Spends the viewer password that answers this challenge so (RFC 6143 section 7.2.2). Otherwise as `token`. */
  password(wireId: string, challenge: Uint8Array, response: Uint8Array): Promise<TokenAnswer>;
  /** Runs the session of a viewer to its end. When no session comes about, the leg's channel is refused. */
  serve(wireId: string, wish: { readonly grantId: string }, leg: ClientLeg): Promise<void>;
  wireClosed(wireId: string): void;
}

export type TokenAnswer =
  { readonly grantId: string } | { readonly refusal: { readonly code: string; readonly text: string } };
