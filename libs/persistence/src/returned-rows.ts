import type { EntityManager } from 'typeorm';

/**
 * Runs a statement with RETURNING and gives its rows. Trap: for UPDATE and DELETE the driver answers
 * `[rows, count]` where for everything else it answers the rows.
 */
export async function returnedRows<Row>(
  manager: EntityManager,
  statement: string,
  values: unknown[],
): Promise<Row[]> {
  const answer = await manager.query<unknown[]>(statement, values);
  const isPair = answer.length === 2 && Array.isArray(answer[0]) && typeof answer[1] === 'number';
  return (isPair ? answer[0] : answer) as Row[];
}
