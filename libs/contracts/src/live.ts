import { z } from 'zod';

/** GET /api/live (text/event-stream): says what to read again, never the thing itself, so rights are checked on the read. */
export const LiveMessage = z.object({
  topic: z.enum(['access-requests', 'grants', 'sessions', 'recordings', 'host-keys', 'people']),
  id: z.string().optional(),
});
export type LiveMessage = z.infer<typeof LiveMessage>;
