import type { PinnedHostKey } from '@gatehouse/directory';

/** The columns of a pinned host key, alike in every table that has one. */
export interface PinnedKeyRow {
  pinned_host_key: Buffer | null;
  pinned_host_key_type: string | null;
  pinned_fingerprint: string | null;
  pinned_by: string | null;
  pinned_at: Date | null;
  created_at: Date;
}

export function pinOf(row: PinnedKeyRow): PinnedHostKey | null {
  if (row.pinned_host_key === null || row.pinned_fingerprint === null) return null;
  return {
    key: row.pinned_host_key,
    keyType: row.pinned_host_key_type ?? '',
    fingerprint: row.pinned_fingerprint,
    pinnedBy: row.pinned_by ?? '',
    pinnedAt: row.pinned_at ?? row.created_at,
  };
}
