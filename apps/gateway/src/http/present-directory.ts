import type * as contract from '@gatehouse/contracts';
import type { Credential } from '@gatehouse/credential';
import type { Asset, Site, VendorOrganisation, Zone } from '@gatehouse/directory';
import type { Policy } from '@gatehouse/policy';

/** From the domain's rows to what the API answers: no creation times, instants as text. */
export function presentSite(site: Site): contract.Site {
  return {
    id: site.id,
    name: site.name,
    slug: site.slug,
    timeZone: site.timeZone,
    controlRoomPhone: site.controlRoomPhone,
    allowsViewerPasswords: site.allowsViewerPasswords,
    suspendedAt: site.suspendedAt?.toISOString() ?? null,
  };
}

export function presentZone(zone: Zone): contract.Zone {
  return { id: zone.id, siteId: zone.siteId, name: zone.name, purdueLevel: zone.purdueLevel };
}

export function presentAsset(asset: Asset): contract.Asset {
  const { id, siteId, zoneId, tag, name, location, criticality } = asset;
  return { id, siteId, zoneId, tag, name, location, criticality };
}

export function presentVendorOrganisation(
  organisation: VendorOrganisation & { assetIds: readonly string[] },
): contract.VendorOrganisation {
  return {
    id: organisation.id,
    name: organisation.name,
    contractEndsAt: organisation.contractEndsAt?.toISOString() ?? null,
    suspendedAt: organisation.suspendedAt?.toISOString() ?? null,
    assetIds: [...organisation.assetIds],
  };
}

export function presentCredential(credential: Credential): contract.Credential {
  return {
    id: credential.id,
    siteId: credential.siteId,
    name: credential.name,
    kind: credential.kind,
    revision: credential.revision,
    createdAt: credential.createdAt.toISOString(),
    replacedAt: credential.replacedAt?.toISOString() ?? null,
  };
}

export function presentPolicy(policy: Policy): contract.Policy {
  const { constraints } = policy;
  return {
    id: policy.id,
    siteId: policy.siteId,
    name: policy.name,
    zoneId: policy.zoneId,
    criticality: policy.criticality,
    revision: policy.revision,
    constraints: {
      ...constraints,
      allowedHours: constraints.allowedHours.map((hours) => ({ ...hours, days: [...hours.days] })),
      reviewersNeeded: constraints.reviewersNeeded.map((rule) => ({ ...rule })),
      rightsAllowed: [...constraints.rightsAllowed],
    },
    changedAt: policy.changedAt.toISOString(),
  };
}
