import type { PersonRecord, RoleAssignment } from '@gatehouse/identity';
import type { PersonId, VendorOrganisationId } from '@gatehouse/kernel';

/** A person with organisation, sponsor and roles, in one statement. */
export const selectPerson = `
  SELECT p.id, p.login, p.display_name, p.email, p.state, p.time_zone, p.password_hash, p.created_at,
    v.id AS vendor_id, v.name AS vendor_name, v.suspended_at AS vendor_suspended_at,
    s.id AS sponsor_id, s.display_name AS sponsor_name,
    coalesce((SELECT jsonb_agg(jsonb_build_object('role', r.role, 'siteId', r.site_id) ORDER BY r.role, r.site_id)
      FROM role_assignment r WHERE r.person_id = p.id), '[]') AS roles
  FROM person p
  LEFT JOIN vendor_organisation v ON v.id = p.vendor_organisation_id
  LEFT JOIN person s ON s.id = p.sponsor_id`;

export interface PersonRow {
  id: PersonId;
  login: string;
  display_name: string;
  email: string | null;
  state: PersonRecord['state'];
  time_zone: string;
  password_hash: string | null;
  created_at: Date;
  vendor_id: VendorOrganisationId | null;
  vendor_name: string | null;
  vendor_suspended_at: Date | null;
  sponsor_id: PersonId | null;
  sponsor_name: string | null;
  roles: RoleAssignment[];
}

export function personOf(row: PersonRow): PersonRecord {
  return {
    id: row.id,
    login: row.login,
    displayName: row.display_name,
    email: row.email,
    state: row.state,
    timeZone: row.time_zone,
    passwordHash: row.password_hash,
    vendorOrganisation:
      row.vendor_id !== null && row.vendor_name !== null
        ? { id: row.vendor_id, name: row.vendor_name }
        : null,
    sponsor:
      row.sponsor_id !== null && row.sponsor_name !== null
        ? { id: row.sponsor_id, displayName: row.sponsor_name }
        : null,
    roles: row.roles,
    createdAt: row.created_at,
    mayHoldSession: row.state === 'active' && row.vendor_suspended_at === null,
  };
}
