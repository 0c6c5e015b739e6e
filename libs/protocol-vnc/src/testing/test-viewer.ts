import { createHash } from 'node:crypto';
import type { Area, DesktopEndpoint, DesktopUpstream } from '@gatehouse/desktop';
import type { CursorShape } from '@gatehouse/screen';
import type { DialRefusal, SessionOutcome } from '@gatehouse/session/plugin';
import { vncDialer } from '../dial-vnc.js';
import type { VncDialOptions } from '../dial-vnc.js';
import type { VncSettings } from '../vnc-settings.js';
import { testPassword } from './test-desktop.js';

export interface TestEndpoint {
  readonly port: number;
  readonly protection?: VncSettings['protection'];
  readonly pinned?: Uint8Array;
  readonly account?: string;
  readonly secret?: string | null;
}

export function endpointFor({
  port,
  protection = 'any',
  pinned = new Uint8Array(0),
  account = '',
  secret = testPassword,
}: TestEndpoint): DesktopEndpoint<VncSettings> {
  return {
    ...{ address: '127.0.0.1', port, account, pinnedIdentity: pinned },
    settings: { protection, framesPerSecond: 15 },
    secret: secret === null ? null : Buffer.from(secret),
    screen: null,
  };
}

export function dialTest(
  to: TestEndpoint,
  options: VncDialOptions = {},
  signal: AbortSignal = new AbortController().signal,
): Promise<DesktopUpstream | DialRefusal> {
  return vncDialer(options)(endpointFor(to), signal);
}

/** What an engine would hear, kept; it is ready again at once. */
export class TestViewer {
  readonly areas: Area[] = [];
  readonly texts: string[] = [];
  readonly cursors: CursorShape[] = [];
  resizes = 0;
  bells = 0;
  outcome: SessionOutcome | null = null;

  constructor(readonly upstream: DesktopUpstream) {
    upstream.listen({
      damaged: (areas) => {
        this.areas.push(...areas);
        setImmediate(() => upstream.ready());
      },
      resized: () => {
        this.resizes += 1;
        setImmediate(() => upstream.ready());
      },
      cursor: (shape) => this.cursors.push(shape),
      clipboard: (text) => this.texts.push(text),
      bell: () => (this.bells += 1),
      ended: (outcome) => (this.outcome = outcome),
    });
    upstream.ready();
  }

  static async open(to: TestEndpoint, options: VncDialOptions = {}): Promise<TestViewer> {
    const answer = await dialTest(to, options);
    if ('refused' in answer) throw new Error(JSON.stringify(answer));
    return new TestViewer(answer);
  }

  /** Of the whole picture; null while it is all of one colour. */
  get hash(): string | null {
    const { pixels, width, height } = this.upstream.surface;
    if (pixels.every((pixel) => pixel === pixels[0])) return null;
    const bytes = Buffer.from(pixels.buffer, pixels.byteOffset, pixels.byteLength);
    return `${width}x${height} ${createHash('sha256').update(bytes).digest('hex')}`;
  }
}
