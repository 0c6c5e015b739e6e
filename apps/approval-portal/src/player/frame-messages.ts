/** What the page says to the player's frame. Bytes only, and where they belong; the frame fetches nothing itself. */
export type ToFrame =
  | { type: 'reset'; columns: number; rows: number }
  | { type: 'resize'; columns: number; rows: number }
  | { type: 'write'; bytes: Uint8Array }
  | { type: 'paused'; paused: boolean }
  /** Answered with `drawn` once all that was written before stands on the screen. */
  | { type: 'sync'; id: number }
  | { type: 'find'; line: string; text: string };

/** What the frame says back. The page believes none of it but that it is there. */
export type FromFrame =
  | { type: 'ready' }
  | { type: 'key'; code: string; key: string; shiftKey: boolean }
  | { type: 'drawn'; id: number };
