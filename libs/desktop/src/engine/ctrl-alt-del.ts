import type { KeyEvent } from '@gatehouse/screen';

type Part = 'ctrl' | 'alt' | 'del';

// By meaning (X11 keysymdef.h) and by place (XT scancode, 0x80 for extended keys), on any side and on the number pad. AltGr
// stands for both Ctrl and Alt: Windows takes it so.
const byKeysym: ReadonlyMap<number, readonly Part[]> = new Map<number, readonly Part[]>([
  [0xffe3, ['ctrl']],
  [0xffe4, ['ctrl']],
  [0xffe7, ['alt']],
  [0xffe8, ['alt']],
  [0xffe9, ['alt']],
  [0xffea, ['alt']],
  [0xfe03, ['ctrl', 'alt']],
  [0xff7e, ['ctrl', 'alt']],
  [0xffff, ['del']],
  [0xff9f, ['del']],
  [0xffae, ['del']],
  [0xffac, ['del']],
  [0x7f, ['del']],
  [0x01_00_00_7f, ['del']],
]);
const byScancode: ReadonlyMap<number, readonly Part[]> = new Map<number, readonly Part[]>([
  [0x1d, ['ctrl']],
  [0x9d, ['ctrl']],
  [0x38, ['alt']],
  [0xb8, ['ctrl', 'alt']],
  [0x53, ['del']],
  [0xd3, ['del']],
]);

/** Keys of the three that are down at a time, at most; whoever holds more means something else. */
const mostDown = 16;

/**
 * Knows when a key would complete Ctrl-Alt-Del, whichever of the three comes last. Goes by both what a key means and where it
 * lies: a target may go by either. Errs towards "it would".
 */
export class CtrlAltDel {
  /** Keys that are down and are a part of it. */
  private readonly down = new Map<string, readonly Part[]>();

  /** True when this key would complete it; the key is then taken for one that stays up. */
  wouldComplete(event: KeyEvent): boolean {
    const id = `${event.keysym}/${event.scancode}`;
    if (!event.down) {
      this.down.delete(id);
      return false;
    }
    const parts = [
      ...(byKeysym.get(event.keysym) ?? []),
      ...(event.scancode === null ? [] : (byScancode.get(event.scancode) ?? [])),
    ];
    if (parts.length === 0) return false;
    const all = new Set([...this.down.values()].flat().concat(parts));
    if (all.size === 3 || this.down.size === mostDown) return true;
    this.down.set(id, parts);
    return false;
  }

  /** Every key is up. */
  reset(): void {
    this.down.clear();
  }
}
