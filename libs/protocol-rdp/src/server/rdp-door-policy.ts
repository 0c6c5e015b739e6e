import type { ClientLeg } from '@gatehouse/session/plugin';

/** What the person at the door may do is judged elsewhere; every answer comes from the control process. */
export interface RdpDoorPolicy {
  /**
   * The NT hash (MS-NLMP section 3.3.1, NTOWFv1) of the newest live viewer token of that user name, 16 bytes, by which a client
   * proves with NLA that it knows the token. It spends nothing and lets nobody in: `token` is asked afterwards with what the client
   * delegated. Null when there is none. Once for a connection. Rejects when nobody can judge it now. The door wipes what it is given.
   */
  ntHash(wireId: string, userName: string): Promise<Uint8Array | null>;
  /**
   * Spends a viewer token for whom it was made for. Once for a connection. Rejects when nobody can judge it now.
   * @param userName `login+handle`, without a Windows domain.
   */
  token(wireId: string, userName: string, token: string): Promise<TokenAnswer>;
  /** Runs the session of a client to its end. When no session comes about, the leg's channel is refused. */
  serve(wireId: string, wish: { readonly grantId: string }, leg: ClientLeg): Promise<void>;
  wireClosed(wireId: string): void;
}

export type TokenAnswer =
  { readonly grantId: string } | { readonly refusal: { readonly code: string; readonly text: string } };
