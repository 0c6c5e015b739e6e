import type { z } from 'zod';

export type Cells = Readonly<Record<string, string>>;

/** A row that cannot be read, with every field that is wrong. */
export class RowError extends Error {
  constructor(readonly fields: readonly { field: string; message: string }[]) {
    super(fields.map(({ field, message }) => `${field} ${message}`).join('; '));
    this.name = 'RowError';
  }
}

/**
 * Holds a row to the same rules as the JSON body of the route. Columns are the fields in small letters with underscores;
 * those of a screen have a column each.
 */
export function bodyOfRow<Body>(schema: z.ZodType<Body>, values: Record<string, unknown>): Body {
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new RowError(
    parsed.error.issues.map((issue) => ({
      field: columnName(String(issue.path[ofScreen.includes(issue.path[0]) ? 1 : 0] ?? 'row')),
      message: issue.message,
    })),
  );
}

const ofScreen: readonly unknown[] = ['desktop', 'rdp'];

/** The cell as a number; text that is none stays, and the schema names it. */
export function numberCell(cell: string | undefined): unknown {
  if (cell === undefined) return undefined;
  const number = Number(cell.replace(',', '.'));
  return Number.isNaN(number) ? cell : number;
}

/** What a cell names, or a row error that says which column. */
export function named<T>(found: T | null, field: string, message: string): T {
  if (found === null) throw new RowError([{ field, message }]);
  return found;
}

function columnName(field: string): string {
  return field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`).replace(/_id$/, '');
}
