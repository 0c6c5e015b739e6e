import type { KeyEvent } from '@gatehouse/screen';
import { extendedKeyMessage, keyMessage, pointerMessage } from './client-messages.js';

/** No hand holds more keys; a further one does not go down, so that every one that is down can be lifted. */
const mostHeld = 64;

/**
 * Keys and buttons as the target has them. Invariant: what was pressed through here and not lifted is known here, so that
 * `releaseAll` lifts all of it.
 */
export class HeldInput {
  /** By place on the keyboard where that is known: a key goes up as what it went down as, whatever Shift did meanwhile. */
  private readonly held = new Map<string, KeyEvent>();
  private pointerAt = { x: 0, y: 0 };
  private buttons = 0;
  /** The server has said that it takes keys by place. */
  takesScancodes = false;

  constructor(private readonly send: (bytes: Buffer) => void) {}

  key(event: KeyEvent): void {
    const id = event.scancode === null ? `keysym ${event.keysym}` : `scancode ${event.scancode}`;
    if (event.down) {
      if (!this.held.has(id) && this.held.size >= mostHeld) return;
      const before = this.held.get(id);
      // The same place with another meaning, where only meanings are told apart: the first would stay down.
      if (before && before.keysym !== event.keysym) this.sendKey({ ...before, down: false });
      this.held.set(id, event);
      this.sendKey(event);
    } else {
      const { keysym } = this.held.get(id) ?? event;
      this.held.delete(id);
      this.sendKey({ ...event, keysym });
    }
  }

  /** Within the screen: some servers take a place outside of it for the opposite edge. */
  pointer(x: number, y: number, buttons: number, screen: { width: number; height: number }): void {
    this.pointerAt = { x: clamped(x, screen.width), y: clamped(y, screen.height) };
    this.buttons = buttons & 0xff;
    this.send(pointerMessage(this.pointerAt.x, this.pointerAt.y, this.buttons));
  }

  releaseAll(): void {
    for (const event of this.held.values()) this.sendKey({ ...event, down: false });
    this.held.clear();
    if (this.buttons !== 0) this.send(pointerMessage(this.pointerAt.x, this.pointerAt.y, 0));
    this.buttons = 0;
  }

  private sendKey({ down, keysym, scancode }: KeyEvent): void {
    this.send(
      scancode !== null && this.takesScancodes
        ? extendedKeyMessage(down, keysym, scancode)
        : keyMessage(down, keysym),
    );
  }
}

function clamped(value: number, size: number): number {
  return Math.max(0, Math.min(value, size - 1));
}
