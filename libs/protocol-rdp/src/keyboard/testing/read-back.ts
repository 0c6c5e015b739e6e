import type { KeyEvent } from '@gatehouse/screen';
import type { InputEvent } from '../../wire/input/input-event.js';
import { ClientKeyboard } from '../client-keyboard.js';
import type { KeyboardLayout } from '../keyboard-layout.js';
import { characterOf, keysymOf } from '../keysym-character.js';
import { padCharacterAt, padCharacterOf, padPlaceOf } from '../number-pad.js';
import { TargetKeyboard } from '../target-keyboard.js';

/** A target's keyboard, and what a session of that layout reads from it. */
export class ReadBack {
  readonly events: InputEvent[] = [];
  readonly keyboard: TargetKeyboard;
  private readonly reader: ClientKeyboard;
  text = '';

  constructor(layout: KeyboardLayout, takesUnicode = false) {
    this.reader = new ClientKeyboard(layout);
    this.keyboard = new TargetKeyboard({ layout, takesUnicode, send: (events) => this.take(events) });
  }

  /** A key of a viewer down and up. @param scancode null: the viewer does not say where it is. */
  tap(keysym: number, scancode: number | null = null): boolean {
    const isTyped = this.keyboard.key({ down: true, keysym, scancode });
    this.keyboard.key({ down: false, keysym, scancode });
    return isTyped;
  }

  type(character: string, scancode: number | null = null): boolean {
    return this.tap(keysymOf(character) ?? 0, scancode);
  }

  /** A key of a viewer held while something is done. */
  holding(keysym: number, scancode: number | null, act: () => void): void {
    this.keyboard.key({ down: true, keysym, scancode });
    act();
    this.keyboard.key({ down: false, keysym, scancode });
  }

  /** Scancodes in the order in which they went down, with 0x80 for the prefix E0; those of Pause left out. */
  get pressed(): readonly number[] {
    return this.events.flatMap((event) =>
      event.kind === 'scancode' && !event.isReleased && !event.isExtended1 ? [placeOf(event)] : [],
    );
  }

  /** Places that are down at the target. */
  get down(): readonly number[] {
    const held = new Set<number>();
    for (const event of this.events)
      if (event.kind === 'scancode' && !event.isExtended1) {
        if (event.isReleased) held.delete(placeOf(event));
        else held.add(placeOf(event));
      }
    return [...held];
  }

  private take(events: readonly InputEvent[]): void {
    this.events.push(...events);
    for (const event of events)
      if (event.kind === 'scancode' || event.kind === 'unicode') this.text += textOf(this.reader.take(event));
  }
}

/** Characters that keys gave when they went down; a chord gives none here. */
function textOf(events: readonly KeyEvent[]): string {
  return events
    .filter(({ down }) => down)
    .map(({ keysym }) => {
      const pad = padPlaceOf(keysym);
      return pad === null
        ? (characterOf(keysym) ?? padCharacterOf(keysym) ?? '')
        : (padCharacterAt(pad) ?? '');
    })
    .join('');
}

function placeOf({ code, isExtended }: InputEvent & { kind: 'scancode' }): number {
  return code | (isExtended ? 0x80 : 0);
}
