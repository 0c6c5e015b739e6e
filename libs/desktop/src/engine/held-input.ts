import type { KeyEvent, PointerEvent } from '@gatehouse/screen';

/** What is down at the target because of this session. Bounded by what `StaleInput` lets pass. */
export class HeldInput {
  private readonly keys = new Set<number>();
  private buttons = 0;

  get isEmpty(): boolean {
    return this.keys.size === 0 && this.buttons === 0;
  }

  key({ down, keysym }: KeyEvent): void {
    if (down) this.keys.add(keysym);
    else this.keys.delete(keysym);
  }

  pointer({ buttons }: PointerEvent): void {
    this.buttons = buttons;
  }

  /** How many keys and buttons are down; none afterwards. */
  lift(): { readonly keys: number; readonly buttons: number } {
    const buttons = [...this.buttons.toString(2)].filter((bit) => bit === '1').length;
    const lifted = { keys: this.keys.size, buttons };
    this.keys.clear();
    this.buttons = 0;
    return lifted;
  }
}
