import {
  type ChannelRight,
  type EntitledTarget,
  Protocol,
  RightKind,
  rightKindsOf,
  rightParts,
  rightProblem,
} from '@gatehouse/contracts';

/** What is ticked, each with the folder or the machines and ports that were typed beside it. */
export type DraftRights = Readonly<Partial<Record<RightKind, string>>>;

/** How the chosen machines are reached, each way once; SSH while none is chosen. */
export function protocolsOf(targets: readonly Pick<EntitledTarget, 'protocol'>[]): Protocol[] {
  const found = Protocol.options.filter((protocol) => targets.some((target) => target.protocol === protocol));
  return found.length === 0 ? ['ssh'] : found;
}

/** Access to a screen is to see it, so that is no question. */
export function isGiven(kind: RightKind): boolean {
  return kind === 'view';
}

/** Whether something may, or must, be typed beside a right. */
export function limitOf(kind: RightKind): 'none' | 'folder' | 'ports' {
  if (kind === 'forward') return 'ports';
  return kind === 'files-in' || kind === 'files-out' ? 'folder' : 'none';
}

export function toggledRight(rights: DraftRights, kind: RightKind): DraftRights {
  if (rights[kind] === undefined) return { ...rights, [kind]: '' };
  const { [kind]: _gone, ...left } = rights;
  return left;
}

/**
 * The rights as a request for machines that are reached like this has them; what is not well typed yet is left out, and so is
 * what was ticked for another kind of machine.
 */
export function rightsOf(rights: DraftRights, protocols: readonly Protocol[]): ChannelRight[] {
  return kindsOf(protocols).flatMap((kind): ChannelRight[] => {
    const typed = rights[kind] ?? (isGiven(kind) ? '' : undefined);
    if (typed === undefined || limitProblem(kind, typed) !== null) return [];
    const limits = limitsOf(kind, typed);
    return limits.length === 0
      ? [kind as ChannelRight]
      : limits.map((limit) => `${kind}:${limit}` as ChannelRight);
  });
}

/** What is wrong with what was typed beside a right; null when nothing is. `''` when it is only missing. */
export function limitProblem(kind: RightKind, typed: string): string | null {
  const limits = limitsOf(kind, typed);
  if (limits.length === 0) return kind === 'forward' ? '' : null;
  for (const limit of limits) {
    const problem = rightProblem(kind, limit);
    if (problem !== null) return problem;
  }
  return null;
}

export function hasLimitProblem(rights: DraftRights, protocols: readonly Protocol[]): boolean {
  return kindsOf(protocols).some((kind) => {
    const typed = rights[kind];
    return typed !== undefined && limitProblem(kind, typed) !== null;
  });
}

/** The same again, from a request that was sent. */
export function draftRightsOf(rights: readonly ChannelRight[]): DraftRights {
  const draft: Partial<Record<RightKind, string>> = {};
  for (const right of rights) {
    const { kind, limit } = rightParts(right);
    const before = draft[kind];
    draft[kind] = before ? `${before}, ${limit ?? ''}` : (limit ?? '');
  }
  return draft;
}

function kindsOf(protocols: readonly Protocol[]): RightKind[] {
  const kinds = protocols.flatMap(rightKindsOf);
  return RightKind.options.filter((kind) => kinds.includes(kind));
}

/** Several machines and ports, or folders, are separated by commas. */
function limitsOf(kind: RightKind, typed: string): string[] {
  if (limitOf(kind) === 'none') return [];
  const parts = typed
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '');
  return limitOf(kind) === 'ports'
    ? parts.map((part) => part.toLowerCase())
    : parts.map((part) => (part.length > 1 ? part.replace(/\/+$/, '') : part));
}
