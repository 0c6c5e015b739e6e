import type { Duplex } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { endpointFor } from '../rdp-endpoint.js';
import { playedTarget } from './played-target.js';
import type { SessionSight, TargetTrace } from './target-trace.js';
import { TracedSession } from './traced-session.js';

/** How long each piece is in which a trace is given, whatever it cuts through; left out: as much at once as there is. */
export type PieceLengths = (piece: number) => number;

/** What a session made of a trace; `refused` where it ended before there was one. */
export type Replayed = { readonly sight: SessionSight } | { readonly refused: unknown };

/**
 * Gives a trace to a session of ours as if its target spoke, without any server. What our side says goes nowhere; what it did is done
 * again once everything before it was taken in. Resolves when the trace is over, or the session.
 */
export async function replayTrace(trace: TargetTrace, pieces?: PieceLengths): Promise<Replayed> {
  const { target, wire } = playedTarget();
  const to = endpointFor({ port: 0, account: 'traced', password: '', pinned: new Uint8Array(0) });
  let isOver = false;
  /** None yet where a spoilt trace still has it wait. */
  let session: TracedSession | null = null;
  const opening = TracedSession.open(wire, trace.wish, to);
  const over = opening
    .then((opened) => (session = opened).upstream.gone)
    .then(
      () => null,
      (error: unknown) => ({ refused: error }),
    )
    .finally(() => (isOver = true));
  const waiting: Buffer[] = [];
  for (const entry of trace.entries) {
    if (Buffer.isBuffer(entry)) {
      waiting.push(entry);
      continue;
    }
    await give(target, Buffer.concat(waiting.splice(0)), pieces);
    if (isOver) break;
    await (session as TracedSession | null)?.do(entry);
  }
  await give(target, Buffer.concat(waiting), pieces);
  target.push(null);
  const refusal = await over;
  wire.cut();
  return refusal ?? { sight: (await opening).sight() };
}

/** Resolves when it was taken in: nothing in a session waits for anything else but for bytes. */
async function give(target: Duplex, bytes: Buffer, pieces?: PieceLengths): Promise<void> {
  for (let at = 0, piece = 0; at < bytes.length && !target.destroyed; piece += 1) {
    const end = at + (pieces ? pieces(piece) : bytes.length);
    target.push(bytes.subarray(at, end));
    at = end;
    await turn();
  }
  await turn();
}
