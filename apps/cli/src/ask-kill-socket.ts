import { connect } from 'node:net';

export interface KillRequest {
  command: 'kill' | 'unlatch';
  scope: { all: true } | { session: string } | { site: string };
  /** Name of the operating system's user, for the audit trail. */
  by: string;
}

export interface KillAnswer {
  ok: boolean;
  /** Sessions that were ended. */
  ended?: number;
  /** Processes of the gateway that did not answer and were stopped, with every session in them. */
  hostsStopped?: number;
  /** Whether the kill outlives a restart. */
  latched?: boolean;
  ms?: number;
  error?: string;
}

const answerWithinMs = 10_000;
const longestAnswer = 64 << 10;

/** One JSON line there, one JSON line back. Rejects with what to do when nobody answers. */
export function askKillSocket(socketPath: string, request: KillRequest): Promise<KillAnswer> {
  return new Promise((resolve, reject) => {
    const socket = connect(socketPath);
    let text = '';
    const fail = (message: string) => {
      socket.destroy();
      reject(new Error(message));
    };
    socket.setEncoding('utf8');
    socket.setTimeout(answerWithinMs, () =>
      fail(`The gateway at ${socketPath} took the command and does not answer. Stop its service now.`),
    );
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`));
    socket.on('error', (error: NodeJS.ErrnoException) => fail(unreachable(socketPath, error.code)));
    socket.on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end < 0 && text.length <= longestAnswer) return;
      socket.destroy();
      const answer = end < 0 ? undefined : parseAnswer(text.slice(0, end));
      if (answer) resolve(answer);
      else fail('The gateway answered something that is no answer. Check that both are of one version.');
    });
    socket.on('end', () =>
      fail(`The gateway at ${socketPath} hung up without an answer. Look whether the sessions have ended.`),
    );
  });
}

function parseAnswer(line: string): KillAnswer | undefined {
  try {
    const value = JSON.parse(line) as Partial<KillAnswer> | null;
    return typeof value?.ok === 'boolean' ? (value as KillAnswer) : undefined;
  } catch {
    return undefined;
  }
}

function unreachable(socketPath: string, code: string | undefined): string {
  if (code === 'EACCES' || code === 'EPERM')
    return `You may not use ${socketPath}. Use an account of the group that owns its folder.`;
  return `No gateway answers at ${socketPath}. Run this on its machine, with its DATA_DIR (--data-dir). If it is stuck, stop its service: that ends every session too.`;
}
