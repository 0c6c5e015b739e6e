import { parse } from 'csv-parse/sync';
import { invalid } from './administrator.js';

export interface CsvRow {
  /** As a spreadsheet counts: the header is row 1. */
  readonly row: number;
  /** By column name in small letters; empty cells are left out. */
  readonly cells: Readonly<Record<string, string>>;
}

export const mostCsvRows = 10_000;

/**
 * Reads CSV with a header row, comma or semicolon between cells, UTF-8 with or without a byte order mark.
 * @throws DomainError `invalid-input` when it is no table at all, is too long, or has unknown or missing columns.
 */
export function parseCsv(
  text: string,
  columns: { readonly required: readonly string[]; readonly optional: readonly string[] },
): CsvRow[] {
  const lines = linesOf(text);
  const [header, ...body] = lines;
  if (header === undefined) throw invalid('body', 'The file is empty. Begin with a row of column names.');
  const names = header.map((name) => name.trim().toLowerCase());
  const unknown = names.find((name) => ![...columns.required, ...columns.optional].includes(name));
  const missing = columns.required.find((name) => !names.includes(name));
  if (unknown !== undefined || new Set(names).size !== names.length)
    throw invalid('header', `Columns are: ${[...columns.required, ...columns.optional].join(', ')}.`);
  if (missing !== undefined) throw invalid('header', `The column ${missing} is missing.`);
  if (body.length > mostCsvRows) throw invalid('body', `Import ${mostCsvRows} rows at most. Split the file.`);
  return body
    .map((cells, index) => ({
      row: index + 2,
      cells: Object.fromEntries(
        names.flatMap((name, column) => {
          const cell = cells[column]?.trim() ?? '';
          return cell === '' ? [] : [[name, cell]];
        }),
      ),
    }))
    .filter(({ cells }) => Object.keys(cells).length > 0);
}

function linesOf(text: string): string[][] {
  const [firstLine = ''] = text.split('\n', 1);
  const delimiter = firstLine.includes(';') && !firstLine.includes(',') ? ';' : ',';
  try {
    return parse(text, {
      bom: true,
      delimiter,
      relax_column_count: true,
      max_record_size: 64 * 1024,
      skip_empty_lines: false,
    });
  } catch {
    throw invalid('body', 'This is no CSV. Save the table as CSV in UTF-8 and send it again.');
  }
}
