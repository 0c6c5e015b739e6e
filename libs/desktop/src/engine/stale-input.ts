import type { KeyEvent } from '@gatehouse/screen';

/** Keys that may be down at a time; no hand holds more. */
const mostKeys = 32;

/**
 * Keys and buttons that were down at the viewer when the plant froze the input, or went down meanwhile. Invariant: none of them
 * acts again before it was let go, however often the viewer repeats it: a finger that stays on the jog button through a
 * freeze must not start the machine when the input is given back.
 */
export class StaleInput {
  private readonly down = new Set<number>();
  private readonly stale = new Set<number>();
  private buttons = 0;
  private staleButtons = 0;

  /** False when this key may not act. Asked for each one, also while input is frozen. */
  takesKey({ down, keysym }: KeyEvent, isFrozen: boolean): boolean {
    if (!down) {
      this.down.delete(keysym);
      this.stale.delete(keysym);
      return true;
    }
    if (!this.down.has(keysym) && this.down.size === mostKeys) return false;
    this.down.add(keysym);
    if (isFrozen) this.stale.add(keysym);
    return isFrozen || !this.stale.has(keysym);
  }

  /** The buttons that may act, of those that are down. */
  takesButtons(buttons: number, isFrozen: boolean): number {
    this.buttons = buttons;
    this.staleButtons = isFrozen ? buttons : this.staleButtons & buttons;
    return isFrozen ? buttons : buttons & ~this.staleButtons;
  }

  /** Everything that is down now is stale. */
  lifted(): void {
    for (const keysym of this.down) this.stale.add(keysym);
    this.staleButtons = this.buttons;
  }
}
