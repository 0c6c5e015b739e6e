import type { GrantId, PersonId, SiteId, TargetId, VendorOrganisationId } from '@gatehouse/kernel';

/**
 * Where a block is written down so that every node ends the sessions it covers. The same rows that
 * `RevocationStore` of the grant lib reads; this lib only ever adds.
 */
export interface Revocations {
  add(
    revocation: (
      | { scope: 'grant'; scopeId: GrantId }
      | { scope: 'site'; scopeId: SiteId }
      | { scope: 'target'; scopeId: TargetId }
      | { scope: 'vendor-organisation'; scopeId: VendorOrganisationId }
    ) & { reason: 'locked'; text: string | null; madeBy: PersonId; at: Date },
  ): Promise<void>;
}
