import type { MeasuredFigure } from './figure.js';

/** A table a person reads; a speed that misses its goal says so and fails nothing. */
export function printFigures(figures: readonly MeasuredFigure[]): void {
  const rows = figures.map((each) => [
    each.id,
    each.what,
    `${each.value} ${each.unit}`,
    each.goal,
    each.ok ? 'yes' : each.kind === 'invariant' ? 'BROKEN' : 'misses',
    String(each.rounds),
    each.reference,
  ]);
  const all = [['promise', 'what', 'measured', 'goal', 'kept', 'rounds', 'reference'], ...rows];
  const widths = all[0]?.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0))) ?? [];
  for (const row of all)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
}
