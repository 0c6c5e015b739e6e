import { Body, Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { importColumns, ImportKind } from '@gatehouse/contracts';
import type { ImportAnswer } from '@gatehouse/contracts';
import { parseCsv } from '@gatehouse/directory';
import { People } from '@gatehouse/identity';
import type { Principal } from '@gatehouse/identity';
import { DomainError } from '@gatehouse/kernel';
import type { DirectoryOperations } from '../wiring/directory-operations.js';
import { DIRECTORY } from '../wiring/tokens.js';
import { CurrentPrincipal } from './current-principal.js';
import { importRow } from './import-row.js';
import { RowError } from './import-cells.js';

/** CSV in, one row at a time: what is right is saved, what is not is named by row and column. */
@Controller('imports')
export class ImportsController {
  constructor(
    @Inject(DIRECTORY) private readonly directory: DirectoryOperations,
    private readonly people: People,
  ) {}

  @Post(':kind')
  @HttpCode(200)
  async import(
    @CurrentPrincipal() principal: Principal,
    @Param('kind') kindText: string,
    @Body() csv: unknown,
  ): Promise<ImportAnswer> {
    const kind = ImportKind.safeParse(kindText);
    if (!kind.success) throw new DomainError('not-found', 'There is no import of this kind.');
    if (typeof csv !== 'string')
      throw new DomainError('invalid-input', 'Send the table as text/csv in UTF-8.');
    const errors: ImportAnswer['errors'] = [];
    let created = 0;
    for (const { row, cells } of parseCsv(csv, importColumns[kind.data])) {
      try {
        await importRow(kind.data, cells, { directory: this.directory, people: this.people, principal });
        created += 1;
      } catch (error) {
        errors.push(...errorsOfRow(row, error));
      }
    }
    return { created, errors };
  }
}

/** Anything but a refusal of this row ends the import: it is not the row's fault. */
function errorsOfRow(row: number, error: unknown): ImportAnswer['errors'] {
  if (error instanceof RowError) return error.fields.map((field) => ({ row, ...field }));
  if (!(error instanceof DomainError) || error.code === 'fresh-factor-required') throw error;
  const details = (error.details ?? []).filter((detail) => detail.field !== undefined);
  if (details.length === 0) return [{ row, message: error.message }];
  return details.map(({ field }) => ({ row, ...(field ? { field } : {}), message: error.message }));
}
