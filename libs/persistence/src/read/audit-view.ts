import { idPrefixes } from '@gatehouse/kernel';
import type { DomainEvent, SiteId } from '@gatehouse/kernel';
import type { EntityManager } from 'typeorm';

export interface AuditEntryView {
  id: string;
  kind: string;
  at: string;
  actor: DomainEvent['actor'];
  siteId: string | null;
  subjects: Record<string, string>;
  data: Record<string, unknown>;
  leafHash: string;
}

export interface AuditFilter {
  /** A whole kind such as `request.submitted`, or a family such as `request.`. */
  readonly kind?: string;
  /** Kinds to leave out, so that what comes every few seconds does not push the rest off the list. */
  readonly without?: readonly string[];
  /** An id the entry is about, or whose act it was. */
  readonly subject?: string;
  readonly siteId?: SiteId;
  /** Entries with a lower number. */
  readonly before?: bigint;
  readonly limit?: number;
}

/**
 * Newest first, read from the bytes that were hashed, so that what is shown is what is proven. Entries that
 * belong to no site are for people whose role holds at every site.
 */
export async function listAuditEntries(
  manager: EntityManager,
  sites: 'all' | readonly SiteId[],
  filter: AuditFilter = {},
): Promise<AuditEntryView[]> {
  const { kind } = filter;
  const isFamily = kind?.endsWith('.') ?? false;
  const rows = await manager.query<{ id: string; canonical: Buffer; leaf_hash: Buffer }[]>(
    `SELECT id, canonical, leaf_hash FROM audit_entry
     WHERE ($1::text[] IS NULL OR site_id = ANY($1))
       AND ($2::text IS NULL OR kind = $2) AND ($3::text IS NULL OR starts_with(kind, $3))
       AND ($4::text IS NULL OR actor_id = $4 OR subjects @> $9::jsonb)
       AND ($5::text IS NULL OR site_id = $5) AND ($6::bigint IS NULL OR id < $6)
       AND kind <> ALL ($7::text[])
     ORDER BY id DESC LIMIT $8`,
    [
      sites === 'all' ? null : sites,
      isFamily ? null : (kind ?? null),
      isFamily ? kind : null,
      filter.subject ?? null,
      filter.siteId ?? null,
      filter.before?.toString() ?? null,
      filter.without ?? [],
      Math.min(filter.limit ?? 100, 500),
      JSON.stringify(filter.subject === undefined ? {} : subjectOf(filter.subject)),
    ],
  );
  return rows.map((row) => {
    const entry = JSON.parse(row.canonical.toString('utf8')) as Omit<AuditEntryView, 'id' | 'leafHash'>;
    return {
      id: row.id,
      kind: entry.kind,
      at: entry.at,
      actor: entry.actor,
      siteId: entry.siteId,
      subjects: entry.subjects,
      data: entry.data,
      leafHash: row.leaf_hash.toString('hex'),
    };
  });
}

const subjectNames: Readonly<Record<string, string>> = {
  [idPrefixes.request]: 'request',
  [idPrefixes.review]: 'review',
  [idPrefixes.grant]: 'grant',
  [idPrefixes.session]: 'session',
  [idPrefixes.connection]: 'connection',
  [idPrefixes.recording]: 'recording',
  [idPrefixes.person]: 'person',
  [idPrefixes.target]: 'target',
  [idPrefixes.asset]: 'asset',
  [idPrefixes.zone]: 'zone',
  [idPrefixes.site]: 'site',
  [idPrefixes.vendorOrganisation]: 'vendorOrganisation',
  [idPrefixes.credential]: 'credential',
  [idPrefixes.policy]: 'policy',
};

/** Whole containment, which the index over subjects answers; walking every entry of a site would not scale. */
function subjectOf(id: string): Record<string, string> {
  return { [subjectNames[id.split('_')[0] ?? ''] ?? 'unknown']: id };
}
