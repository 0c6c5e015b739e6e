import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openSocket } from '@gatehouse/session/plugin';
import { negotiateSecurity } from '../../client/negotiate-security.js';
import { signInByNla } from '../../client/sign-in-by-nla.js';
import { secureTarget } from '../../client/target-certificate.js';
import type { SessionWish } from '../../client/join-domain.js';
import { eventually } from '../eventually.js';
import { endpointFor } from '../rdp-endpoint.js';
import type { TestTarget } from '../rdp-endpoint.js';
import type { RunningProgram } from '../running-program.js';
import { startShadow } from '../start-shadow.js';
import { startXrdp } from '../start-xrdp.js';
import { CapturingWire } from './capturing-wire.js';
import { readTrace, writeTrace } from './target-trace.js';
import type { OwnDeed } from './target-trace.js';
import { replayTrace } from './replay-trace.js';
import { TracedSession } from './traced-session.js';

// Records what real targets say, for the specs that read it again. Needs root, and what the tests of real targets need. After a build:
//   node libs/protocol-rdp/dist/testing/traces/capture-traces.js libs/protocol-rdp/src/testing/traces

interface Subject {
  readonly name: string;
  readonly colourDepth: SessionWish['colourDepth'];
  /** Our side leaves; otherwise the target goes. */
  readonly weLeave?: boolean;
  start(): Promise<Machine>;
}

interface Machine {
  readonly target: TestTarget;
  readonly signIn: 'nla' | 'tls';
  /** The letters on its clipboard can be asked for. */
  readonly hasClipboard: boolean;
  run(program: string, ...args: string[]): Promise<RunningProgram>;
  stop(): Promise<void>;
}

const xrdp = (backend: 'Xorg' | 'Xvnc') => async (): Promise<Machine> => {
  const running = await startXrdp({ backend, security: 'tls' });
  return {
    target: { ...running, pinned: running.certificate.der },
    ...{ signIn: 'tls', hasClipboard: true, run: running.run, stop: running.stop },
  };
};
const shadow = async (): Promise<Machine> => {
  const running = await startShadow('800x600');
  return {
    target: { ...running, pinned: running.certificate },
    ...{ signIn: 'nla', hasClipboard: false, stop: running.stop },
    run: (program, ...args) => Promise.resolve(running.run(program, ...args)),
  };
};
const subjects: readonly Subject[] = [
  { name: 'xrdp-xorg-16', colourDepth: 16, start: xrdp('Xorg') },
  { name: 'xrdp-xorg-24', colourDepth: 24, weLeave: true, start: xrdp('Xorg') },
  { name: 'xrdp-xorg-32', colourDepth: 32, start: xrdp('Xorg') },
  { name: 'xrdp-xvnc-32', colourDepth: 32, start: xrdp('Xvnc') },
  { name: 'shadow-nla-32', colourDepth: 32, start: shadow },
];

/** A terminal with a ramp of colours and lines that scroll. */
const colours =
  'for i in $(seq 0 63); do printf "\\033[48;2;%d;%d;%dm " $((i*4)) $((255-i*4)) $((i*2)); done; printf "\\033[0m\\n"; seq 1 30; sleep 1000';
const [toTarget, fromTarget] = ['Sollwert 7,5 °C – ok', 'Grüße € aus der Anlage ✓'];

async function capture({ name, colourDepth, weLeave, start }: Subject): Promise<Buffer> {
  const machine = await start();
  const wish: Omit<SessionWish, 'protocol'> = {
    ...{ width: 800, height: 600, colourDepth, keyboardLayout: 0x0407 },
  };
  const to = endpointFor(machine.target, { signIn: machine.signIn, domain: '' });
  const never = new AbortController().signal;
  const { socket } = await openSocket(to, never);
  const wire = new CapturingWire(socket);
  try {
    const protocol = await negotiateSecurity(wire, machine.signIn);
    const certificate = await secureTarget(wire, to.pinnedIdentity);
    if (protocol !== 'tls') await signInByNla(wire, to, certificate, protocol === 'hybrid-ex');
    wire.capture();
    const session = await TracedSession.open(wire, { ...wish, protocol }, to);
    await session.upstream.active;
    if (protocol === 'tls') await session.upstream.logon;
    const act = (deed: OwnDeed): Promise<void> => {
      wire.did(deed);
      return session.do(deed);
    };
    await act({ deed: 'begin' });
    await draws(session, machine);
    if (machine.hasClipboard) await copies(session, machine, act);
    await resizes(session, machine);
    await act({ deed: 'refresh' });
    await untilQuiet(session);
    if (weLeave) await act({ deed: 'close' });
    else await machine.stop();
    await session.upstream.gone;
    const sight = session.sight();
    const trace = writeTrace({ target: name, wish: { ...wish, protocol }, sight, entries: wire.entries });
    await judge(trace, machine.target);
    console.log(name, trace.length, 'bytes', wire.entries.length, 'PDUs and deeds', sight);
    return trace;
  } finally {
    wire.cut();
    await machine.stop().catch(() => undefined);
  }
}

async function draws(session: TracedSession, { run }: Machine): Promise<void> {
  await run('xlogo', '-geometry', '120x120+440+40', '-fg', '#c04020', '-bg', '#f0e0a0');
  await run('xterm', '-fn', 'fixed', '-u8', '-geometry', '66x14+10+10', '-e', 'bash', '-c', colours);
  await eventually(async () => {
    const tree = await run('xwininfo', '-root', '-tree');
    await eventually(() => tree.isOver);
    return tree.output.includes('"XTerm"') && tree.output.includes('"XLogo"');
  });
  await untilQuiet(session);
  // From the ground over the terminal to the ground: the pointer takes another shape each time.
  for (const [x, y] of [
    [600, 400],
    [100, 100],
    [600, 420],
    [100, 110],
  ] as const) {
    session.upstream.pointer({ x, y, buttons: 0 });
    await untilQuiet(session);
  }
}

async function copies(
  session: TracedSession,
  { run }: Machine,
  act: (deed: OwnDeed) => Promise<void>,
): Promise<void> {
  await act({ deed: 'clipboard', text: toTarget });
  await eventually(async () => {
    const paste = await run('timeout', '5', 'xclip', '-o', '-selection', 'clipboard', '-t', 'UTF8_STRING');
    await eventually(() => paste.isOver);
    return paste.output === toTarget;
  });
  await run('bash', '-c', `printf %s '${fromTarget}' | xclip -i -selection clipboard >/dev/null 2>&1`);
  await eventually(() => session.texts.includes(fromTarget));
}

/** A smaller screen: the target begins its share anew, where it knows how. */
async function resizes(session: TracedSession, { run }: Machine): Promise<void> {
  const resize = await run('xrandr', '-s', '640x480');
  await eventually(() => resize.isOver);
  if (resize.output !== '') console.log('xrandr:', resize.output.trim());
  await untilQuiet(session);
}

/** Nothing was drawn for a while. */
async function untilQuiet(session: TracedSession): Promise<void> {
  for (let before = -1; before !== session.damages;) {
    before = session.damages;
    await sleep(1_200);
  }
}

/** It comes to the same without its target, and holds nothing secret. */
async function judge(bytes: Buffer, { account, password }: TestTarget): Promise<void> {
  const trace = readTrace(bytes);
  const replayed = await replayTrace(trace);
  if (!('sight' in replayed) || JSON.stringify(replayed.sight) !== JSON.stringify(trace.sight))
    throw new Error(`the trace comes to something else: ${JSON.stringify(replayed)}`);
  const all = Buffer.concat(trace.entries.filter((entry) => Buffer.isBuffer(entry)));
  for (const secret of [account, password])
    for (const encoding of ['utf8', 'utf16le'] as const)
      if (all.includes(Buffer.from(secret, encoding))) throw new Error('the trace holds the account');
}

const [folder, only = ''] = process.argv.slice(2);
if (folder === undefined) throw new Error('say into which folder');
for (const subject of subjects.filter(({ name }) => name.includes(only)))
  writeFileSync(join(folder, `${subject.name}.trace`), await capture(subject));
process.exit(0);
