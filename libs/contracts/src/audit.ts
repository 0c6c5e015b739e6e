import { z } from 'zod';
import { Instant } from './common.js';

/** GET /api/audit?kind=&subject=&before=&limit= */
export const AuditEntry = z.object({
  id: z.string(),
  kind: z.string(),
  at: Instant,
  actor: z.object({
    kind: z.string(),
    id: z.string().optional(),
    name: z.string().optional(),
    source: z.string().optional(),
  }),
  siteId: z.string().nullable(),
  subjects: z.record(z.string(), z.string()),
  data: z.record(z.string(), z.unknown()),
  /** Hex of SHA-256(0x00 | canonical bytes), the RFC 6962 leaf hash. */
  leafHash: z.string(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;
