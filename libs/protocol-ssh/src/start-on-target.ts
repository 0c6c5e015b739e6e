import type { Client, ClientChannel as TargetChannel } from 'ssh2';
import type { TerminalExit, TerminalOpening } from '@gatehouse/session/plugin';
import { ChannelNotStarted } from './channel-not-started.js';
import type { Ssh2Channel } from './ssh2-internals.js';

export interface StartedOnTarget {
  readonly channel: Ssh2Channel;
  /** How it ended; null while it has not, and when the target did not say. */
  readonly exit: () => TerminalExit;
}

/**
 * Starts a shell (`command` null) or a command at the target. Throws `ChannelNotStarted` when it does not start.
 * @param opening with the terminal and the variables; the command is given apart, as it may have been rebuilt.
 */
export function startOnTarget(
  client: Client,
  opening: Pick<TerminalOpening, 'pty' | 'environment'>,
  command: string | null,
): Promise<StartedOnTarget> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(new ChannelNotStarted('the target closed the connection'));
    client.once('close', closed);
    const opened = (error: Error | undefined, channel: TargetChannel): void => {
      client.off('close', closed);
      if (error)
        return reject(
          new ChannelNotStarted(`the target refused to start the ${command === null ? 'shell' : 'exec'}`),
        );
      // In this very turn: ssh2 may emit it right after.
      resolve({ channel: channel as unknown as Ssh2Channel, exit: watchExit(channel) });
    };
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
      if (command === null) client.shell(pty ?? false, { env }, opened);
      else client.exec(command, pty ? { env, pty } : { env }, opened);
    } catch {
      closed();
    }
  });
}

/** The same for the `sftp` subsystem. */
export function startFilesOnTarget(client: Client): Promise<StartedOnTarget> {
  return new Promise((resolve, reject) => {
    const closed = (): void => reject(new ChannelNotStarted('the target closed the connection'));
    client.once('close', closed);
    try {
      client.subsys('sftp', (error, channel) => {
        client.off('close', closed);
        if (error)
          return reject(
            new ChannelNotStarted(
              'the target offers no file transfer (SFTP)',
              'this machine offers no SFTP. Try scp -O, or tell the plant.',
            ),
          );
        resolve({ channel: channel as unknown as Ssh2Channel, exit: watchExit(channel) });
      });
    } catch {
      closed();
    }
  });
}

function watchExit(channel: TargetChannel): () => TerminalExit {
  let exit: TerminalExit = null;
  channel.on('exit', (status: number | null, signal?: string, dump?: string | boolean, text?: string) => {
    exit =
      status === null
        ? { signal: signal ?? 'SIGKILL', coreDumped: dump === true, text: (text ?? '').slice(0, 200) }
        : { status };
  });
  return () => exit;
}
