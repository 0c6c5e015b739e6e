import { z } from 'zod';

/** For answers nobody reads: 204, or a body that says no more than the status. */
export const Nothing: z.ZodType<unknown> = z.unknown();
