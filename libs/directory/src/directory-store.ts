import type {
  AssetId,
  CredentialId,
  GrantId,
  SiteId,
  TargetId,
  VendorOrganisationId,
  ZoneId,
} from '@gatehouse/kernel';
import type {
  Asset,
  HostKey,
  HostKeyOwner,
  ObservedHostKey,
  PinnedHostKey,
  Site,
  Target,
  VendorOrganisation,
  Zone,
} from './directory.js';

/** Sites, zones, assets and targets of the plant, bound to the running transaction. `add` is false when a name is taken. */
export interface SiteStore {
  add(site: Site): Promise<boolean>;
  find(id: SiteId): Promise<Site | null>;
  /** Null when it was in that state already. */
  setSuspended(id: SiteId, suspendedAt: Date | null): Promise<Site | null>;
  /** Null when it was in that state already. */
  setViewerPasswords(id: SiteId, allowed: boolean): Promise<Site | null>;
}

export interface ZoneStore {
  add(zone: Zone): Promise<boolean>;
  find(id: ZoneId): Promise<Zone | null>;
}

export interface AssetStore {
  add(asset: Asset): Promise<boolean>;
  find(id: AssetId): Promise<Asset | null>;
  /** Which of these are assets of the sites. */
  within(ids: readonly AssetId[], sites: 'all' | readonly SiteId[]): Promise<AssetId[]>;
}

export type TargetEndpointRow = Pick<
  Target,
  'id' | 'address' | 'port' | 'account' | 'credentialId' | 'jumpHostId' | 'settings'
>;

export interface TargetStore {
  add(target: Target): Promise<boolean>;
  /** Null for a removed one too. */
  find(id: TargetId): Promise<Target | null>;
  /** Reads and locks the row until the transaction ends. */
  lock(id: TargetId): Promise<Target | null>;
  /** Saves how the target is reached: where, as whom, and its settings. */
  saveEndpoint(target: TargetEndpointRow): Promise<void>;
  /** Null withdraws it, so that nothing connects until another is confirmed. */
  savePin(id: TargetId, pin: PinnedHostKey | null): Promise<void>;
  /** Null when it was in that state already. */
  setSuspended(id: TargetId, suspendedAt: Date | null): Promise<Target | null>;
  remove(id: TargetId, at: Date): Promise<Target | null>;
  /** Of which kind the credential is; null when this site has none like it. */
  credentialKind(siteId: SiteId, id: CredentialId): Promise<string | null>;
  /** Somebody is in a session with it, or about to be. */
  hasLiveSession(id: TargetId): Promise<boolean>;
}

export interface HostKeyStore {
  /**
   * Adds a key as waiting, or notes that it was seen again. One that was confirmed once and is pinned no more waits again, and
   * so does `none` that was rejected: it is found only by a person who looks. True when it waits now and did not before.
   */
  observe(owner: HostKeyOwner, key: HostKey, at: Date): Promise<boolean>;
  find(id: string): Promise<ObservedHostKey | null>;
  list(sites: 'all' | readonly SiteId[], state: ObservedHostKey['state'] | null): Promise<ObservedHostKey[]>;
  /** Decides about a waiting key, once. False when it was decided before. */
  decide(id: string, state: 'confirmed' | 'rejected', by: string, at: Date): Promise<boolean>;
}

export interface VendorOrganisationStore {
  add(organisation: VendorOrganisation): Promise<boolean>;
  find(id: VendorOrganisationId): Promise<VendorOrganisation | null>;
  /** Null when it was in that state already. */
  setSuspended(id: VendorOrganisationId, suspendedAt: Date | null): Promise<VendorOrganisation | null>;
  entitlements(id: VendorOrganisationId): Promise<{ assetId: AssetId; siteId: SiteId }[]>;
  entitle(id: VendorOrganisationId, assetIds: readonly AssetId[], at: Date): Promise<void>;
  withdraw(id: VendorOrganisationId, assetIds: readonly AssetId[]): Promise<void>;
  /** Grants of the firm's people for these assets that are not closed. */
  grantsAlive(id: VendorOrganisationId, assetIds: readonly AssetId[]): Promise<GrantId[]>;
}
