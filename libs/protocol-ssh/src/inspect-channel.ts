import type { Client } from 'ssh2';
import type {
  ByteEnds,
  FileChannel,
  SessionControl,
  SessionOutcome,
  SessionTap,
  TerminalChannel,
} from '@gatehouse/session/plugin';
import type { ByteDuplex } from './files/byte-duplex.js';
import type { FileStreamEnd } from './files/file-settings.js';
import { pump } from './pump.js';
import type { StartedOnTarget } from './start-on-target.js';
import { whenAborted } from './when-aborted.js';
import { WireChannel } from './wire-channel.js';

export interface InspectedChannel {
  readonly target: Client;
  readonly client: FileChannel | TerminalChannel;
  readonly started: StartedOnTarget;
  readonly tap: SessionTap;
  readonly control: SessionControl;
  readonly signal: AbortSignal;
}

/** Runs an inspector of files between a client's channel and what was started for it at the target. */
export async function inspectChannel(
  { target, client, started, tap, control, signal }: InspectedChannel,
  run: (near: ByteDuplex, far: ByteDuplex) => Promise<FileStreamEnd>,
): Promise<SessionOutcome> {
  const far = new WireChannel(target, started.channel);
  const near: ByteDuplex = {
    read: async () => {
      const piece = await client.read();
      if (piece) {
        tap.touched();
        tap.passed({ toTarget: piece.length, toClient: 0 });
      }
      return piece;
    },
    write: (bytes) => {
      tap.passed({ toTarget: 0, toClient: bytes.length });
      return client.write('out', bytes);
    },
    endOutput: () => client.endOutput(),
  };
  const words = pump({
    read: () => far.readErr(),
    record: (bytes) => tap.record({ kind: 'terminal-err', bytes }),
    forward: (bytes) => client.write('err', bytes),
  });
  words.catch(() => undefined);
  const inspected = run(near, held(far, control));
  try {
    const ended = inspected.then(async (end): Promise<SessionOutcome> => {
      if (end.broken !== null)
        return { reason: 'error', detail: `${brokenBy[end.by]}: ${end.broken}`, exit: null };
      await Promise.race([Promise.all([words, far.gone]), pause(exitFollowsMs)]);
      return { reason: 'target-left', detail: null, exit: started.exit() };
    });
    ended.catch(() => undefined);
    return await Promise.race([
      ended,
      client.gone.then((): SessionOutcome => ({ reason: 'client-left', detail: null, exit: null })),
      whenAborted(signal),
    ]);
  } finally {
    far.close();
    // What is said of a file that was cut off is written down when the target's side has ended.
    const wroteDown = inspected.then(
      () => undefined,
      () => undefined,
    );
    await Promise.race([wroteDown, pause(lastWordsMs)]);
  }
}

/** How long the end of a channel may take to go on record. */
const lastWordsMs = 500;

const brokenBy = {
  client: 'what the client sent is no file transfer',
  target: 'what the target sent is no file transfer',
} as const;
const exitFollowsMs = 2_000;

/** The target's side. While the plant holds the input, what would act on it waits. */
function held(far: ByteEnds, { input }: SessionControl): ByteDuplex {
  return {
    read: () => far.read(),
    write: async (bytes) => {
      await input.opened();
      await far.write('out', bytes);
    },
    endOutput: () => void input.opened().then(() => far.endOutput()),
  };
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref());
}
