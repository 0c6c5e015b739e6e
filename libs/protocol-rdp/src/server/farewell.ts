import type { Duplex } from 'node:stream';
import { BrokenViewer } from '@gatehouse/desktop';
import type { StreamReader } from '@gatehouse/desktop';
import type { AgreedClient } from './agreed-client.js';
import { writeLastWords } from './last-words.js';
import { writeLegPiece } from './leg-pieces.js';
import type { Reason } from './native-rdp-leg.js';
import { RdpViewer } from './rdp-viewer.js';
import { farewellPicture } from './words/farewell-picture.js';

export interface FarewellParts {
  readonly stream: Duplex;
  readonly reader: StreamReader;
  readonly agreed: AgreedClient;
  readonly size: { readonly width: number; readonly height: number };
  /** How long the person has to read it. */
  readonly milliseconds: number;
}

/** More than a person who reads moves a mouse; who sends more is cut. */
const mostBytes = 64 * 1024;

/**
 * Tells a client that gets no desktop why: on a screen of its own, with nothing behind it that keys or pointer could reach. Resolves when
 * the time is over, at a key or click, or when the client has gone or breaks the protocol.
 */
export async function sayFarewell(parts: FarewellParts, reason: Reason): Promise<void> {
  const { stream, reader, agreed, size, milliseconds } = parts;
  let finish: () => void = () => undefined;
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<null>((resolve) => {
    finish = () => resolve(null);
    timer = setTimeout(finish, milliseconds);
  });
  const picture = farewellPicture(size, reason);
  const attempt = (act: () => void): void => {
    try {
      act();
    } catch (error) {
      if (!(error instanceof BrokenViewer)) throw error;
      finish();
    }
  };
  const viewer: RdpViewer = new RdpViewer(agreed, {
    ...{ picture, name: '', mayPaste: false, mayCopy: false },
    mayShow: () => true,
    send: (bytes) => void stream.write(bytes, () => attempt(() => viewer.took(bytes.length))),
    // Whoever has read it may go.
    key: ({ down }) => void (down && finish()),
    pointer: ({ buttons }) => void (buttons !== 0 && finish()),
    ...{ pasted: nothing, copies: nothing, refusedChannel: nothing },
    asksSize: () => false,
    later: attempt,
  });
  try {
    attempt(() => viewer.shown([{ kind: 'size', width: picture.width, height: picture.height }]));
    for (let left = mostBytes; left > 0;) {
      const bytes = await Promise.race([reader.some(), over]);
      if (bytes === null) break;
      left -= bytes.length;
      attempt(() => viewer.push(writeLegPiece({ kind: 'bytes', bytes })));
    }
    if (stream.writable) stream.end(writeLastWords(agreed, reason.code, false));
  } finally {
    clearTimeout(timer);
    viewer.close();
  }
}

function nothing(): void {}
