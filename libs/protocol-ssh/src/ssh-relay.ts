import type { Client, ClientChannel } from 'ssh2';
import { SessionOver } from '@gatehouse/session/plugin';
import type {
  ClientLeg,
  Relay,
  SessionControl,
  SessionOutcome,
  SessionTap,
  TerminalExit,
  TerminalLeg,
  TerminalOpening,
} from '@gatehouse/session/plugin';
import { closeWire } from './close-wire.js';
import type { DialledTarget } from './dial-target.js';
import { InputRecord } from './input-record.js';
import { pump } from './pump.js';
import { relayResizes } from './relay-resizes.js';
import { internalsOf } from './ssh2-internals.js';
import type { Ssh2Channel } from './ssh2-internals.js';
import { WireChannel } from './wire-channel.js';
import type { RefusedOnWire } from './wire-guard.js';

/** One shell or command of a client, carried to the target and back. Invariant: recorded before forwarded. */
export class SshRelay implements Relay {
  readonly dialledAddress: string;
  readonly hostKeyFingerprint: string;
  private closing: Promise<boolean> | null = null;

  /** @param facts filled by the guard of the target's wire. */
  constructor(
    private readonly target: DialledTarget,
    private readonly facts: { cutBy: string | null; refused: ((what: RefusedOnWire) => void) | null },
  ) {
    this.dialledAddress = target.dialledAddress;
    this.hostKeyFingerprint = target.hostKeyFingerprint;
  }

  async run(
    client: ClientLeg,
    tap: SessionTap,
    control: SessionControl,
    signal: AbortSignal,
  ): Promise<SessionOutcome> {
    try {
      const { opening } = client;
      if (!control.rights.includes(opening.right))
        return { reason: 'error', detail: `this access does not include ${opening.right}`, exit: null };
      if (opening.command !== null)
        await tap.record({ kind: 'mark', name: 'command', data: { command: opening.command } });
      signal.throwIfAborted();
      this.facts.refused = (what) =>
        void tap.note({ kind: 'channel.refused', data: { by: 'target', ...what } }).catch(() => undefined);
      const { channel, exit } = await openChannel(this.target.client, opening);
      const far = new WireChannel(this.target.client, channel);
      return await this.carry(client, far, exit, tap, control, signal);
    } catch (error) {
      if (error instanceof SessionOver || signal.aborted)
        return { reason: 'error', detail: null, exit: null };
      return {
        reason: 'error',
        detail: error instanceof StartRefused ? error.message : 'the relay failed',
        exit: null,
      };
    }
  }

  close(): Promise<boolean> {
    return (this.closing ??= closeWire(this.target.client, internalsOf(this.target.client).socket));
  }

  private async carry(
    client: TerminalLeg,
    far: WireChannel,
    exit: () => TerminalExit,
    tap: SessionTap,
    control: SessionControl,
    signal: AbortSignal,
  ): Promise<SessionOutcome> {
    const input = new InputRecord(tap, control.recordInput, client.opening.pty !== null);
    const aborted = new Promise<void>((resolve) => {
      if (signal.aborted) resolve();
      signal.addEventListener('abort', () => resolve(), { once: true });
    });
    relayResizes(client, tap, (size) => far.resize(size.columns, size.rows));
    client.onSignal((name) => {
      tap.touched();
      void tap.record({ kind: 'mark', name: 'signal', data: { signal: name } }).then(
        () => far.signal(name),
        () => undefined,
      );
    });
    const output = Promise.all([
      pump({
        read: () => far.read(),
        // What the output shows to have been typed follows it in the same write.
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
      read: () => client.read(),
      record: (bytes) => {
        tap.touched();
        return input.beforeForward(bytes);
      },
      forward: (bytes) => far.write('out', bytes),
    });
    // Half close: each side's end of data is passed on while the other direction goes on.
    const typedPassed = typed.then(() => far.endOutput());
    const outputPassed = output.then(async () => {
      // Mostly the target's close follows at once, and then nothing needs to be said: after an end of data the person
      // could not be told any more why the session ended.
      if (!(await Promise.race([far.gone.then(() => true), pause(closeFollowsMs)]))) client.endOutput();
    });
    typedPassed.catch(() => undefined);
    const outcome = await Promise.race([
      client.gone.then((): SessionOutcome => ({ reason: 'client-left', detail: null, exit: null })),
      Promise.all([outputPassed, far.gone]).then((): SessionOutcome => this.targetLeft(exit())),
      typedPassed.then(() => new Promise<never>(() => undefined)),
      aborted.then((): SessionOutcome => ({ reason: 'error', detail: null, exit: null })),
    ]);
    await input.end().catch(() => undefined);
    far.close();
    return outcome;
  }

  private targetLeft(exit: TerminalExit): SessionOutcome {
    const cutBy = this.facts.cutBy;
    return cutBy === null
      ? { reason: 'target-left', detail: exit === null ? 'the target closed the connection' : null, exit }
      : { reason: 'error', detail: `the target broke the protocol: ${cutBy}`, exit: null };
  }
}

const closeFollowsMs = 100;

function pause(ms: number): Promise<false> {
  return new Promise((resolve) => setTimeout(() => resolve(false), ms));
}

/** The target was asked and said no; its words are not passed on. */
class StartRefused extends Error {}

function openChannel(
  client: Client,
  opening: TerminalOpening,
): Promise<{ channel: Ssh2Channel; exit: () => TerminalExit }> {
  return new Promise((resolve, reject) => {
    const opened = (error: Error | undefined, channel: ClientChannel): void => {
      if (error) return reject(new StartRefused(`the target refused to start the ${opening.right}`));
      let exit: TerminalExit = null;
      // In this very turn: ssh2 may emit it right after.
      channel.on('exit', (status: number | null, signal?: string, dump?: string | boolean, text?: string) => {
        exit =
          status === null
            ? { signal: signal ?? 'SIGKILL', coreDumped: dump === true, text: (text ?? '').slice(0, 200) }
            : { status };
      });
      resolve({ channel: channel as unknown as Ssh2Channel, exit: () => exit });
    };
    client.once('close', () => reject(new StartRefused('the target closed the connection')));
    const env = { ...opening.environment };
    const pty = opening.pty && {
      term: opening.pty.term,
      cols: opening.pty.columns,
      rows: opening.pty.rows,
      width: 0,
      height: 0,
      modes: { ...opening.pty.modes },
    };
    try {
      if (opening.command === null) client.shell(pty ?? false, { env }, opened);
      else client.exec(opening.command, pty ? { env, pty } : { env }, opened);
    } catch {
      reject(new StartRefused('the target closed the connection'));
    }
  });
}
