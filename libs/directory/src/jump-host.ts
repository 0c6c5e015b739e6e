import type { CredentialId, JumpHostId, SiteId } from '@gatehouse/kernel';
import type { PinnedHostKey } from './directory.js';

/** A hop between gateway and target. Targets of its site may name it; it may itself lie behind another one. */
export interface JumpHost {
  readonly id: JumpHostId;
  readonly siteId: SiteId;
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly account: string;
  readonly credentialId: CredentialId | null;
  /** The jump host before it; null when the gateway reaches it directly. Never changes. */
  readonly viaId: JumpHostId | null;
  readonly hostKey: PinnedHostKey | null;
  readonly createdAt: Date;
}

export interface JumpHostStore {
  /** False when the site has one of this name. */
  add(jumpHost: JumpHost): Promise<boolean>;
  find(id: JumpHostId): Promise<JumpHost | null>;
  /** Reads and locks the row until the transaction ends. */
  lock(id: JumpHostId): Promise<JumpHost | null>;
  list(sites: 'all' | readonly SiteId[]): Promise<JumpHost[]>;
  /** This one and those before it, the nearest to the gateway first. Empty when there is no such jump host. */
  chain(id: JumpHostId): Promise<JumpHost[]>;
  saveEndpoint(
    jumpHost: Pick<JumpHost, 'id' | 'address' | 'port' | 'account' | 'credentialId'>,
  ): Promise<void>;
  savePin(id: JumpHostId, pin: PinnedHostKey): Promise<void>;
  /** True when the credential exists at this site. */
  hasCredential(siteId: SiteId, id: CredentialId): Promise<boolean>;
}

/** More hops than this are a mistake; each takes its share of the time a connect may take. */
export const mostJumpHosts = 4;
