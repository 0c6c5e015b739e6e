import type { PersonId, SiteId, VendorOrganisationId } from '@gatehouse/kernel';

/** Who looks, and what of others they may see beside their own. */
export interface Viewer {
  readonly personId: PersonId;
  /** Sites where they are approver, auditor or administrator. */
  readonly sites: 'all' | readonly SiteId[];
  /** The firm whose requests a vendor manager sees; null for everybody else. */
  readonly organisationId: VendorOrganisationId | null;
}

/** SQL that is true for rows the viewer may see; takes the values of `viewerValues` as $1 to $4. */
export function visibleTo(columns: { person: string; site: string; organisation: string }): string {
  return `(${columns.person} = $1 OR $2::boolean OR ${columns.site} = ANY($3::text[]) OR ${columns.organisation} = $4)`;
}

export function viewerValues(viewer: Viewer): unknown[] {
  return [
    viewer.personId,
    viewer.sites === 'all',
    viewer.sites === 'all' ? [] : viewer.sites,
    viewer.organisationId,
  ];
}
