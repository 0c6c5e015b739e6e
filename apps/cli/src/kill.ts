import { userInfo } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { askKillSocket, type KillAnswer, type KillRequest } from './ask-kill-socket.js';
import { type Output, UsageError } from './output.js';

/** `gatehouse kill`: ends sessions through the local socket; needs no database, no network and no web page. */
export function kill(args: readonly string[], output: Output): Promise<number> {
  return ask('kill', args, output);
}

/** `gatehouse unlatch`: takes a kill back. */
export function unlatch(args: readonly string[], output: Output): Promise<number> {
  return ask('unlatch', args, output);
}

async function ask(
  command: KillRequest['command'],
  args: readonly string[],
  output: Output,
): Promise<number> {
  const { values } = parseArgs({
    args: [...args],
    options: {
      all: { type: 'boolean' },
      session: { type: 'string' },
      site: { type: 'string' },
      'data-dir': { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  const { all, session, site } = values;
  const scopes: KillRequest['scope'][] = [
    ...(all ? [{ all: true } as const] : []),
    ...(session !== undefined ? [{ session }] : []),
    ...(site !== undefined ? [{ site }] : []),
  ];
  const [scope, ...others] = scopes;
  if (!scope || others.length > 0)
    throw new UsageError(`Say what to ${command}: --all, --session ID or --site ID, one of them.`);
  const dataDirectory = path.resolve(values['data-dir'] ?? output.environment.DATA_DIR ?? '.data');
  const socketPath = path.join(dataDirectory, 'kill', 'gatehouse-kill.sock');
  const answer = await askKillSocket(socketPath, { command, scope, by: userInfo().username });
  if (values.json) output.print(JSON.stringify(answer));
  else if (!answer.ok) output.complain(`The gateway refused: ${answer.error ?? 'it gave no reason'}.`);
  else output.print(describe(command, answer));
  return answer.ok ? 0 : 1;
}

function describe(
  command: KillRequest['command'],
  answer: Pick<KillAnswer, 'ended' | 'hostsStopped' | 'latched' | 'ms'>,
): string {
  if (command === 'unlatch') return 'Taken back. What has an open access may connect again.';
  const { ended = 0, hostsStopped = 0, latched, ms } = answer;
  const sessions = ended === 1 ? '1 session' : `${ended} sessions`;
  const took = ms === undefined ? '' : ` in ${Math.round(ms)} ms`;
  const processes = hostsStopped === 1 ? '1 process that did' : `${hostsStopped} processes that did`;
  const stopped = hostsStopped === 0 ? '' : `Stopped ${processes} not answer, with every session in it. `;
  return `Ended ${sessions}${took}. ${stopped}${
    latched
      ? 'New connections are refused until gatehouse unlatch.'
      : 'It is NOT latched: new connections are possible.'
  }`;
}
