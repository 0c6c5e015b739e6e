import type { Client } from 'ssh2';
import type {
  SessionControl,
  SessionOutcome,
  SessionTap,
  TerminalChannel,
  TerminalExit,
} from '@gatehouse/session/plugin';
import { inputGateOf } from './gate-input.js';
import { InputRecord } from './input-record.js';
import { pump } from './pump.js';
import { relayResizes } from './relay-resizes.js';
import { startOnTarget } from './start-on-target.js';
import { whenAborted } from './when-aborted.js';
import { WireChannel } from './wire-channel.js';

/**
 * Carries a shell or one command. Throws `ChannelNotStarted` when the target does not start it. The client's channel
 * is left for the engine to end.
 */
export async function carryTerminal(
  target: Client,
  client: TerminalChannel,
  tap: SessionTap,
  control: SessionControl,
  signal: AbortSignal,
): Promise<SessionOutcome> {
  const { opening } = client;
  if (opening.command !== null)
    await tap.record({ kind: 'mark', name: 'command', data: { command: opening.command } });
  signal.throwIfAborted();
  const { channel, exit } = await startOnTarget(target, opening, opening.command);
  const far = new WireChannel(target, channel);
  const input = new InputRecord(tap, control.recordInput, opening.pty !== null);
  passSignals(client, tap, control, far);
  const gate = inputGateOf(control.input, opening.pty !== null);
  const output = Promise.all([
    pump({
      read: () => far.read(),
      // Both in one write to the spool, in this order.
      record: async (bytes) => {
        await Promise.all([tap.record({ kind: 'terminal-out', bytes }), input.sawOutput(bytes)]);
      },
      forward: (bytes) => client.write('out', bytes),
    }),
    pump({
      read: () => far.readErr(),
      record: (bytes) => tap.record({ kind: 'terminal-err', bytes }),
      forward: (bytes) => client.write('err', bytes),
    }),
  ]);
  const typed = pump({
    read: async () => {
      for (;;) {
        const bytes = await client.read();
        if (bytes === null || (await gate.admits(bytes.length))) return bytes;
      }
    },
    record: (bytes) => {
      tap.touched();
      return input.beforeForward(bytes);
    },
    forward: async (bytes) => {
      if (await gate.admits(bytes.length)) await far.write('out', bytes, gate.mayGo);
    },
  });
  // Half close: each side's end of data is passed on while the other direction goes on.
  const typedPassed = typed.then(() => control.input.opened()).then(() => far.endOutput());
  const outputPassed = output.then(async () => {
    // Mostly the target's close follows at once, and then nothing needs to be said: after an end of data the person
    // could not be told any more why the session ended.
    if (!(await Promise.race([far.gone.then(() => true), pause(closeFollowsMs)]))) client.endOutput();
  });
  typedPassed.catch(() => undefined);
  const outcome = await Promise.race([
    client.gone.then((): SessionOutcome => ({ reason: 'client-left', detail: null, exit: null })),
    Promise.all([outputPassed, far.gone]).then((): SessionOutcome => targetLeft(exit())),
    typedPassed.then(() => new Promise<never>(() => undefined)),
    whenAborted(signal),
  ]);
  await input.end().catch(() => undefined);
  far.close();
  return outcome;
}

const closeFollowsMs = 100;

function pause(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}

function targetLeft(exit: TerminalExit): SessionOutcome {
  return {
    reason: 'target-left',
    detail: exit === null ? 'the target closed the connection' : null,
    exit,
  };
}

function passSignals(
  client: TerminalChannel,
  tap: SessionTap,
  control: SessionControl,
  far: WireChannel,
): void {
  relayResizes(client, tap, (size) => far.resize(size.columns, size.rows));
  client.onBreak((milliseconds) => {
    if (!control.input.passes('signal')) return;
    tap.touched();
    void tap.record({ kind: 'mark', name: 'break', data: { milliseconds } }).then(
      () => control.input.passes('signal') && far.lineBreak(milliseconds),
      () => undefined,
    );
  });
  client.onSignal((name) => {
    if (!control.input.passes('signal')) return;
    tap.touched();
    void tap.record({ kind: 'mark', name: 'signal', data: { signal: name } }).then(
      () => control.input.passes('signal') && far.signal(name),
      () => undefined,
    );
  });
}
