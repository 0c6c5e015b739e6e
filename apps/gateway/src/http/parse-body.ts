import { DomainError } from '@gatehouse/kernel';
import type { z } from 'zod';

/** For passport strategies, which see the body before the validation pipe does. @throws DomainError `invalid-input`. */
export function parseBody<T extends z.ZodType>(schema: T, body: unknown): z.infer<T> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const details = result.error.issues.map(({ path, message }) => ({ field: path.join('.'), message }));
  throw new DomainError('invalid-input', 'Correct what is named and send it again.', details);
}
