import type { Client } from 'ssh2';
import type { SessionControl, SessionOutcome, SessionTap, TerminalChannel } from '@gatehouse/session/plugin';
import { fileSettingsOf } from './file-settings-of.js';
import { fileRightsOf } from './files/file-rights.js';
import type { FileRights } from './files/file-rights.js';
import { rebuildScpCommand, refuseScp } from './files/scp-command.js';
import type { ScpCommand } from './files/scp-command.js';
import { inspectScp } from './files/scp-inspector.js';
import { inspectChannel } from './inspect-channel.js';
import { startOnTarget } from './start-on-target.js';

/**
 * Carries legacy scp, which runs as a command. With the right to run commands it runs as it was given; else it is
 * built anew from its parts, so that nothing but a copy can come of it, and the rights for files judge that copy.
 */
export async function carryCopy(
  target: Client,
  client: TerminalChannel,
  command: ScpCommand,
  tap: SessionTap,
  control: SessionControl,
  signal: AbortSignal,
): Promise<SessionOutcome> {
  const given = client.opening.command ?? '';
  const mayRun = control.rights.includes('exec');
  const rights: FileRights = mayRun ? { in: 'anywhere', out: 'anywhere' } : fileRightsOf(control.rights);
  const refusal = refuseScp(command, rights);
  if (refusal !== null) {
    await tap.note({ kind: 'channel.refused', data: { what: 'scp', path: command.path, why: refusal } });
    client.tell({ type: 'notice', text: `GH-NOT-INCLUDED: ${refusal}.` });
    return { reason: 'target-left', detail: null, exit: { status: 1 } };
  }
  const run = mayRun ? given : rebuildScpCommand(command);
  await tap.record({ kind: 'mark', name: 'command', data: { command: run } });
  signal.throwIfAborted();
  const started = await startOnTarget(target, client.opening, run);
  const settings = { ...fileSettingsOf(control, tap), rights };
  return inspectChannel({ target, client, started, tap, control, signal }, (near, far) =>
    inspectScp(near, far, command, settings),
  );
}
