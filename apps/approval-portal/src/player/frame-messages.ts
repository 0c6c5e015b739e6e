import type { RecordingFrame } from '@gatehouse/contracts';

/** What the page says to the player's frame. Bytes only, and where they belong; the frame fetches nothing itself. */
export type ToFrame =
  | { type: 'reset'; columns: number; rows: number }
  | { type: 'resize'; columns: number; rows: number }
  | { type: 'write'; bytes: Uint8Array }
  | { type: 'paused'; paused: boolean }
  /** Answered with `drawn` once all that was written before stands on the screen. */
  | { type: 'sync'; id: number }
  | { type: 'find'; line: string; text: string }
  /** Of a desktop, drawn as one. With `restart` what was drawn before is forgotten. */
  | { type: 'desktop'; restart: boolean; frames: readonly DesktopFrame[] }
  /** How large a desktop is drawn: as large as fits, or one pixel for one. */
  | { type: 'desktop-size'; size: DesktopSize };

export type DesktopSize = 'fit' | 'actual';

/** Bytes in the forms of `@gatehouse/screen`, not looked into by the page. */
export interface DesktopFrame {
  kind: DesktopKind;
  bytes: Uint8Array;
}

export type DesktopKind = (typeof desktopKinds)[number];

const desktopKinds = ['screen-update', 'cursor', 'pointer'] as const;

export function isDesktopKind(kind: RecordingFrame['kind']): kind is DesktopKind {
  return (desktopKinds as readonly string[]).includes(kind);
}

/** What the frame says back. The page believes none of it but that it is there. */
export type FromFrame =
  | { type: 'ready' }
  | { type: 'key'; code: string; key: string; shiftKey: boolean }
  | { type: 'drawn'; id: number }
  /** A piece of a desktop was not what it claims to be, and is not drawn. */
  | { type: 'unreadable' };
