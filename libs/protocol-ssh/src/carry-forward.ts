import type { Client } from 'ssh2';
import type { ForwardChannel, SessionControl, SessionOutcome, SessionTap } from '@gatehouse/session/plugin';
import { pump } from './pump.js';
import type { Ssh2Channel } from './ssh2-internals.js';
import { whenAborted } from './when-aborted.js';
import { WireChannel } from './wire-channel.js';

/**
 * Carries a connection that the target opens to a host and port named in the grant (RFC 4254 section 7.2). The
 * gateway itself dials nothing: what the target cannot reach, no forward reaches. Every byte of both directions goes
 * on record; input here is data, so it is kept whatever the policy says of what is typed.
 */
export async function carryForward(
  target: Client,
  client: ForwardChannel,
  tap: SessionTap,
  control: SessionControl,
  signal: AbortSignal,
): Promise<SessionOutcome> {
  const over = whenAborted(signal);
  const clientLeft = client.gone.then((): SessionOutcome => ({
    reason: 'client-left',
    detail: null,
    exit: null,
  }));
  const opening = openOnTarget(target, client);
  const far = await Promise.race([opening, over, clientLeft]);
  if (far === null) {
    await tap.record({ kind: 'mark', name: 'forward-failed', data: {} });
    return ended;
  }
  if (!(far instanceof WireChannel)) {
    // It may still open; nobody is there for it any more.
    void opening.then((late) => late?.close());
    return far;
  }
  const near = client.accept();
  if (near === null) {
    far.close();
    return ended;
  }
  const up = pump({
    read: () => near.read(),
    record: (bytes) => {
      tap.touched();
      return tap.record({ kind: 'stream-in', bytes });
    },
    // While the plant holds the input, data waits at its sender.
    forward: async (bytes) => {
      await control.input.opened();
      await far.write('out', bytes);
    },
  }).then(async () => {
    await control.input.opened();
    far.endOutput();
  });
  const down = pump({
    read: () => far.read(),
    record: (bytes) => tap.record({ kind: 'stream-out', bytes }),
    forward: (bytes) => near.write('out', bytes),
  }).then(() => near.endOutput());
  const outcome = await Promise.race([
    clientLeft,
    over,
    Promise.all([down, far.gone]).then(() => ended),
    Promise.all([up, down]).then(() => ended),
  ]);
  far.close();
  return outcome;
}

const ended: SessionOutcome = { reason: 'target-left', detail: null, exit: null };

/** Null when the target says no or cannot reach it. */
function openOnTarget(target: Client, { host, port }: ForwardChannel): Promise<WireChannel | null> {
  return new Promise((resolve) => {
    const closed = (): void => resolve(null);
    target.once('close', closed);
    try {
      target.forwardOut('127.0.0.1', 0, host, port, (error, channel) => {
        target.off('close', closed);
        resolve(error ? null : new WireChannel(target, channel as unknown as Ssh2Channel));
      });
    } catch {
      closed();
    }
  });
}
