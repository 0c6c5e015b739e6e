import { type Frame, frameHead } from '../frame.js';

/** Frames on their way into one chunk. */
export class ChunkInProgress {
  parts: Buffer[] = [];
  bytes = 0;
  frames = 0;
  t0 = 0;
  t1 = 0;
  holdsEvents = false;
  holdsPictures = false;

  add(frame: Frame): void {
    if (this.frames === 0) this.t0 = frame.atMicros;
    const head = frameHead(frame, this.t0);
    this.parts.push(head, frame.data);
    this.bytes += head.length + frame.data.length;
    this.t1 = frame.atMicros;
    this.frames++;
    if (frame.kind === 'event') this.holdsEvents = true;
    if (frame.kind === 'screen-update') this.holdsPictures = true;
  }
}
