import type { Area, DesktopEndpoint, DesktopUpstream } from '@gatehouse/desktop';
import type { CursorShape } from '@gatehouse/screen';
import type { SessionOutcome } from '@gatehouse/session/plugin';
import { rdpDialer } from '../client/dial-rdp.js';
import { keysymOf } from '../keyboard/keysym-character.js';
import type { RdpSettings } from '../rdp-settings.js';

/** What an engine would hear, kept. */
export class TestViewer {
  readonly areas: Area[] = [];
  readonly texts: string[] = [];
  readonly cursors: CursorShape[] = [];
  resizes = 0;
  outcome: SessionOutcome | null = null;

  private constructor(readonly upstream: DesktopUpstream) {
    upstream.listen({
      damaged: (areas) => this.areas.push(...areas),
      resized: () => (this.resizes += 1),
      cursor: (shape) => this.cursors.push(shape),
      clipboard: (text) => this.texts.push(text),
      bell: () => undefined,
      ended: (outcome) => (this.outcome = outcome),
    });
  }

  /** Throws where the dial is refused. */
  static async open(to: DesktopEndpoint<RdpSettings>): Promise<TestViewer> {
    const answer = await rdpDialer()(to, new AbortController().signal);
    if ('refused' in answer) throw new Error(JSON.stringify(answer));
    return new TestViewer(answer);
  }

  /** Types as a viewer without places of keys does. */
  type(text: string): void {
    for (const character of text) {
      const keysym = character === '\n' ? 0xff0d : keysymOf(character);
      if (keysym === null) throw new Error('this is no character');
      for (const down of [true, false]) this.upstream.key({ down, keysym, scancode: null });
    }
  }

  click(x: number, y: number, button = 1): void {
    for (const buttons of [button, 0]) this.upstream.pointer({ x, y, buttons });
  }

  /** How many pixels have this colour, red in the lowest byte. */
  count(colour: number): number {
    return this.upstream.surface.pixels.reduce((sum, pixel) => sum + (pixel === colour ? 1 : 0), 0);
  }
}
