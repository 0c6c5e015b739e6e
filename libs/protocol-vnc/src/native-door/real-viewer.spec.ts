import { execFileSync, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClientLeg, LegMessage } from '@gatehouse/session/plugin';
import { VncDoor } from './vnc-door.js';

const folder = mkdtempSync(join(tmpdir(), 'gatehouse-vnc-viewer-'));
const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
let screen: ChildProcess;
let display: string;
let server: Server;
let door: VncDoor;
let viewer: ChildProcess | undefined;
let credentials: (given: { userName: string; token: string }) => void;
let serve: (leg: ClientLeg) => Promise<void>;

// TigerVNC's own viewer, on a screen that nobody sees: what it sends and shows is what a person's does.

beforeAll(async () => {
  execFileSync(
    'openssl',
    [
      ...[
        'req',
        '-x509',
        '-newkey',
        'ec',
        '-pkeyopt',
        'ec_paramgen_curve:prime256v1',
        '-nodes',
        '-days',
        '2',
      ],
      ...['-keyout', key, '-out', cert, '-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost'],
    ],
    { stdio: 'ignore' },
  );
  // The X server chooses a display that is free, and writes its number once it takes clients.
  screen = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '800x600x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  display = await new Promise<string>((resolve, reject) => {
    screen.once('error', reject);
    screen.stdio[3]?.once('data', (line: Buffer) => resolve(`:${line.toString().trim()}`));
  });
  door = new VncDoor({
    certificate: { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') },
    policy: {
      takesPassword: async () => false,
      password: async () => ({ refusal: { code: 'GH-TICKET', text: 'never asked' } }),
      token: async (_wireId, userName, token) => {
        credentials({ userName, token });
        return { grantId: 'grant_1' };
      },
      serve: (_wireId, _wish, leg) => serve(leg),
      wireClosed: () => undefined,
    },
  });
  server = createServer({ pauseOnConnect: true }, (socket) => door.accept(socket, 'wire'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
}, 60_000);

afterEach(() => viewer?.kill('SIGKILL'));
afterAll(async () => {
  await door.closeAll();
  server.close();
  screen.kill('SIGKILL');
  rmSync(folder, { recursive: true });
});

/** Opens the file that the portal gives out, as a person does; name and token come where the viewer asks for them. */
function startViewer(userName: string, token: string): { output: () => string } {
  const { port } = server.address() as { port: number };
  let output = '';
  viewer = spawn(
    'xtigervncviewer',
    [
      '-SecurityTypes',
      'X509Plain',
      '-X509CA',
      cert,
      '-ReconnectOnError=0',
      '-AlertOnFatalError=0',
      `localhost::${port}`,
    ],
    {
      env: {
        PATH: process.env['PATH'] ?? '/usr/bin:/bin',
        HOME: folder,
        DISPLAY: display,
        VNC_USERNAME: userName,
        VNC_PASSWORD: token,
      },
    },
  );
  for (const stream of [viewer.stdout, viewer.stderr])
    stream?.on('data', (bytes: Buffer) => (output += bytes.toString()));
  return { output: () => output };
}

const ready: LegMessage = {
  type: 'ready',
  about: {
    sessionId: 's',
    endsBy: new Date(0),
    hostKeyFingerprint: null,
    assetTag: '',
    assetName: '',
    inputRecorded: false,
  },
};

test('TigerVNC signs in with name and token inside TLS, and goes on to ClientInit once the session is ready', async () => {
  const given = new Promise((resolve) => (credentials = resolve));
  const clientInit = new Promise<Buffer | null>((resolve) => {
    serve = async (leg) => {
      leg.tell(ready);
      resolve(leg.first.kind === 'desktop' ? await leg.first.read() : null);
    };
  });
  startViewer('tomas+l2-hmi', 'a-token-of-32-characters-abcdefg');
  expect(await given).toEqual({ userName: 'tomas+l2-hmi', token: 'a-token-of-32-characters-abcdefg' });
  expect((await clientInit)?.length).toBe(1);
}, 60_000);

test('TigerVNC shows why a person is not let in', async () => {
  credentials = () => undefined;
  serve = async (leg) =>
    leg.first.refuse({ code: 'GH-NOT-YET', text: 'your access to l2-hmi opens at 14:00.' });
  const { output } = startViewer('tomas+l2-hmi', 'a-token-of-32-characters-abcdefg');
  await new Promise((resolve) => viewer?.once('close', resolve));
  // It breaks long lines.
  expect(output().replace(/\s+/g, ' ')).toContain('GH-NOT-YET: your access to l2-hmi opens at 14:00.');
}, 60_000);
