import { z } from 'zod';

/** Problem details after RFC 9457. `code` is stable; `detail` tells the reader what to do next. */
export const Problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number().int(),
  code: z.string(),
  detail: z.string(),
  /** Names the request in the gateway's log. */
  instance: z.string().optional(),
  errors: z
    .array(z.object({ field: z.string().optional(), code: z.string().optional(), message: z.string() }))
    .optional(),
});
export type Problem = z.infer<typeof Problem>;
