import type { Client } from 'ssh2';
import type { FileChannel, SessionControl, SessionOutcome, SessionTap } from '@gatehouse/session/plugin';
import { fileSettingsOf } from './file-settings-of.js';
import { fileRightsOf } from './files/file-rights.js';
import type { PathTurns } from './files/path-turns.js';
import { inspectSftp } from './files/sftp-inspector.js';
import { inspectChannel } from './inspect-channel.js';
import { startFilesOnTarget } from './start-on-target.js';

/** Carries SFTP: every operation judged by the rights and on record before it takes effect. */
export async function carryFiles(
  target: Client,
  client: FileChannel,
  tap: SessionTap,
  control: SessionControl,
  signal: AbortSignal,
  turns: PathTurns,
): Promise<SessionOutcome> {
  const started = await startFilesOnTarget(target);
  const settings = { ...fileSettingsOf(control, tap), turns, rights: fileRightsOf(control.rights) };
  return inspectChannel({ target, client, started, tap, control, signal }, (near, far) =>
    inspectSftp(near, far, settings),
  );
}
