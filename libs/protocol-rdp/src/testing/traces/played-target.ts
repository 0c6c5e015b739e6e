import { Socket } from 'node:net';
import { Duplex } from 'node:stream';
import { TargetWire } from '../../client/target-wire.js';

/** A target that is not there: what it is to say is pushed, what it is told goes nowhere. */
export function playedTarget(): { readonly target: Duplex; readonly wire: TargetWire } {
  const target = new Duplex({
    read: () => undefined,
    write: (_bytes: unknown, _encoding: unknown, done: () => void) => done(),
  });
  const wire = new TargetWire(new Socket());
  wire.release();
  wire.continueOver(target);
  return { target, wire };
}
