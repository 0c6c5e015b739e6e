import type { Protocol } from './protocol.js';

/**
 * What a right is about. A protocol plugin refuses every channel no right names; a new kind gets its row here and in
 * docs/domain-language.md. Policies allow kinds; requests and grants hold rights.
 */
export const rightKinds = [
  'shell',
  'exec',
  'files-in',
  'files-out',
  'forward',
  'view',
  'control',
  'clipboard-in',
  'clipboard-out',
  'ctrl-alt-del',
] as const;
export type RightKind = (typeof rightKinds)[number];

const desktopKinds = ['view', 'control', 'clipboard-in', 'clipboard-out', 'ctrl-alt-del'] as const;
const kindsByProtocol: Readonly<Record<Protocol, readonly RightKind[]>> = {
  ssh: ['shell', 'exec', 'files-in', 'files-out', 'forward'],
  vnc: desktopKinds,
  rdp: desktopKinds,
  tcp: [],
};

/** The kinds that mean something on a target of this protocol. */
export function rightKindsOf(protocol: Protocol): readonly RightKind[] {
  return kindsByProtocol[protocol];
}

/**
 * One thing a grant allows inside a session: a kind, and for some what it is limited to.
 * - `files-in`, `files-out`: anywhere the account may; `files-in:/recipes/line 3`: that folder and what is below it;
 * - `forward:10.20.1.5:502`: that host and port, as seen from the target; always named;
 * - `view`: a desktop is shown; `control`: keys and pointer reach it; `clipboard-in`, `clipboard-out`: text is pasted to it,
 *   copied from it; `ctrl-alt-del`: that one combination, which `control` alone does not include.
 */
export type ChannelRight =
  | 'shell'
  | 'exec'
  | 'files-in'
  | 'files-out'
  | `files-in:${string}`
  | `files-out:${string}`
  | `forward:${string}`
  | (typeof desktopKinds)[number];

const longestRight = 300;
const folder = /^(?:\/(?!\.{1,2}(?:\/|$))[^/\p{C}\p{Zl}\p{Zp}]+)+$/u;
/** Names and addresses in the one spelling in which they are compared: lower case, no leading zeros in the port. */
const hostAndPort = /^(?:\[[0-9a-f:.]{2,45}\]|[0-9a-z](?:[0-9a-z.-]{0,251}[0-9a-z])?):([1-9]\d{0,4})$/;

/** True for a right as this version writes it. Folders are absolute and hold no `.`, `..` or empty part. */
export function isChannelRight(value: unknown): value is ChannelRight {
  if (typeof value !== 'string' || value.length > longestRight) return false;
  const { kind, limit } = partsOf(value);
  switch (kind) {
    case 'shell':
    case 'exec':
    case 'view':
    case 'control':
    case 'clipboard-in':
    case 'clipboard-out':
    case 'ctrl-alt-del':
      return limit === null;
    case 'files-in':
    case 'files-out':
      return limit === null || folder.test(limit);
    case 'forward': {
      const port = hostAndPort.exec(limit ?? '')?.[1];
      return port !== undefined && Number(port) < 65_536;
    }
    default:
      return false;
  }
}

export function kindOfRight(right: ChannelRight): RightKind {
  return partsOf(right).kind as RightKind;
}

/** Those of the rights that mean something on a target of this protocol: what a grant for it holds. */
export function rightsFor(protocol: Protocol, rights: readonly ChannelRight[]): ChannelRight[] {
  const kinds = rightKindsOf(protocol);
  return rights.filter((right) => kinds.includes(kindOfRight(right)));
}

/** True when some right of this kind is there, limited or not: enough to open a door, not to pass everything through. */
export function includesKind(rights: readonly ChannelRight[], kind: RightKind): boolean {
  return rights.some((right) => kindOfRight(right) === kind);
}

/** Where files may go: anywhere, below these folders, or nowhere (null). */
export function placesOf(
  rights: readonly ChannelRight[],
  kind: 'files-in' | 'files-out',
): 'anywhere' | readonly string[] | null {
  if (rights.includes(kind)) return 'anywhere';
  const folders = rights.flatMap((right) => {
    const parts = partsOf(right);
    return parts.kind === kind && parts.limit !== null ? [parts.limit] : [];
  });
  return folders.length > 0 ? folders : null;
}

/** The right that a forward to this host and port takes. The host as a client wrote it, without brackets. */
export function forwardRight(host: string, port: number): ChannelRight {
  const name = host.toLowerCase();
  return `forward:${name.includes(':') ? `[${name}]` : name}:${port}`;
}

function partsOf(right: string): { kind: string; limit: string | null } {
  const colon = right.indexOf(':');
  return colon === -1
    ? { kind: right, limit: null }
    : { kind: right.slice(0, colon), limit: right.slice(colon + 1) };
}
