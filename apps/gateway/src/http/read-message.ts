import type { z } from 'zod';

/** A text message of a page, as its contract has it; null for anything else. */
export function readMessage<Shape extends z.ZodType>(shape: Shape, text: string): z.infer<Shape> | null {
  try {
    const parsed = shape.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}
