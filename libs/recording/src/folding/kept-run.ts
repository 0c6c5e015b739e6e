import type { KeptRecord } from '../spool/spool-reader.js';

/** Neighbouring spool records of one key on their way into a chunk as they are. */
export class KeptRun {
  parts: Buffer[] = [];
  bytes = 0;
  frames = 0;
  t0 = 0;
  t1 = 0;
  holdsEvents = false;

  constructor(readonly typedInput: boolean) {}

  add({ bytes, span }: KeptRecord): void {
    if (this.parts.length === 0) this.t0 = span.t0;
    this.parts.push(bytes);
    this.bytes += bytes.length;
    this.frames += span.frames;
    this.t1 = span.t1;
    this.holdsEvents ||= span.holdsEvents;
  }
}
