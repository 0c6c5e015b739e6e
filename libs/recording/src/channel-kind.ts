/**
 * What a frame carries. Data of each kind:
 * - `terminal-out`, `terminal-err`, `terminal-in`: the bytes as they went over the wire (SSH exec uses the first two too);
 * - `resize`: ASCII `COLSxROWS`, such as `80x24`. A channel that had one is a terminal and gets screens in KEY chunks;
 * - `event`: one UTF-8 JSON object with a `type` member;
 * - `screen`: state that needs nothing older; for a terminal made by the recorder itself;
 * - `stream-out`, `stream-in`: the bytes of a forwarded connection, from and to the target; `stream-in` also what is
 *   piped into a command without a terminal;
 * - `screen-update`, `cursor`, `pointer`, `input` (keys), `clipboard`: of a desktop, in the forms of `@gatehouse/screen`; a channel
 *   that had a `screen-update` gets whole pictures in KEY chunks;
 * - `file`: as its protocol writes it.
 */
export type ChannelKind =
  | 'terminal-out'
  | 'terminal-in'
  | 'terminal-err'
  | 'resize'
  | 'event'
  | 'screen'
  | 'input'
  | 'clipboard'
  | 'file'
  | 'stream-out'
  | 'stream-in'
  | 'screen-update'
  | 'cursor'
  | 'pointer';

/** What was typed may hold passwords: it is sealed under a key of its own, or not kept at all. */
export function isTypedInput(kind: ChannelKind): boolean {
  return kind === 'terminal-in' || kind === 'input';
}

/** What makes up what a desktop shows: its pixels, its cursor's shape, and where the pointer is. */
export function isDesktopView(kind: ChannelKind): boolean {
  return kind === 'screen-update' || kind === 'cursor' || kind === 'pointer';
}

/** The number of a kind in files. Never reordered; a new kind is added at the end. */
const kindsByNumber: readonly ChannelKind[] = [
  'terminal-out',
  'terminal-in',
  'terminal-err',
  'resize',
  'event',
  'screen',
  'input',
  'clipboard',
  'file',
  'stream-out',
  'stream-in',
  'screen-update',
  'cursor',
  'pointer',
];

export function numberOfKind(kind: ChannelKind): number {
  return kindsByNumber.indexOf(kind);
}

/** Undefined when a file holds a number this version does not know. */
export function kindOfNumber(number: number): ChannelKind | undefined {
  return kindsByNumber[number];
}
