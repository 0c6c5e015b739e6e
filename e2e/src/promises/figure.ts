/** The groups of the product's promises; each later protocol or piece of work brings its own. */
export const groups = [
  'path',
  'ssh',
  'vnc',
  'rdp',
  'workflow',
  'evidence',
  'reach',
  'cluster',
  'portal',
] as const;
export type Group = (typeof groups)[number];

/** One measured promise, as it stands in the JSON file. */
export interface Figure {
  /** kebab-case, never renamed: figures of two releases are compared by it. */
  readonly id: string;
  readonly group: Group;
  readonly what: string;
  readonly unit: string;
  readonly value: number;
  /** A comparison such as `<= 1000`. */
  readonly goal: string;
  readonly ok: boolean;
  readonly rounds: number;
  /** What it was measured against: the same thing without the gateway, or the nearest known figure elsewhere. */
  readonly reference: string;
}

/** A speed is printed and compared; an invariant that does not hold fails the run. */
export type FigureKind = 'speed' | 'invariant';

export interface MeasuredFigure extends Figure {
  readonly kind: FigureKind;
}

/** One figure from its value; `ok` follows from the goal. */
export function figure(
  kind: FigureKind,
  given: Omit<Figure, 'ok' | 'group'> & { readonly group?: Group },
): MeasuredFigure {
  return { group: 'path', ...given, value: round(given.value), kind, ok: meets(given.value, given.goal) };
}

function meets(value: number, goal: string): boolean {
  const [, comparison, text] = /^(<=|>=|=)\s*(-?[\d.]+)$/.exec(goal) ?? [];
  if (text === undefined) throw new Error(`goal ${goal} is not a comparison`);
  const limit = Number(text);
  if (comparison === '<=') return value <= limit;
  if (comparison === '>=') return value >= limit;
  return value === limit;
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}
