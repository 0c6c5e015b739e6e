import { timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import ssh2 from 'ssh2';
import type { AuthContext, Connection, ServerChannel, Session } from 'ssh2';
import { runCommand } from './console-commands.js';
import { FillerState } from './filler-state.js';
import { LineEditor } from './line-editor.js';
import { MemoryFiles } from './memory-files.js';
import { serveFiles } from './serve-files.js';

export interface ControllerConsole {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * The demo plant's controller: an SSH server on 127.0.0.1 with one account, a service console as its shell, and the
 * same commands by exec, and files by SFTP. It is a target like any other; nothing in the gateway knows that it is make-believe.
 */
export async function startControllerConsole(options: {
  hostKey: string;
  account: string;
  password: string;
  port: number;
}): Promise<ControllerConsole> {
  const state = new FillerState(() => new Date());
  const files = new MemoryFiles(() => new Date());
  const clients = new Set<Connection>();
  const server = new ssh2.Server({ hostKeys: [options.hostKey], ident: 'EDGE-OS_4.2' }, (client) => {
    clients.add(client);
    client.on('close', () => clients.delete(client));
    client.on('error', () => client.end());
    client.on('authentication', (context) => authenticate(context, options.account, options.password));
    client.on('session', (accept) => serveSession(accept(), state, files));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    stop: async () => {
      for (const client of clients) client.end();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

function authenticate(context: AuthContext, account: string, password: string): void {
  if (context.method !== 'password') return context.reject(['password']);
  const given = Buffer.from(context.password);
  const right = Buffer.from(password);
  if (context.username === account && given.length === right.length && timingSafeEqual(given, right))
    context.accept();
  else context.reject(['password']);
}

function serveSession(session: Session, state: FillerState, files: MemoryFiles): void {
  session.on('sftp', (accept) => serveFiles(accept(), files));
  session.on('pty', (accept) => accept?.());
  session.on('window-change', (accept) => accept?.());
  session.on('exec', (accept, _reject, info) => {
    const channel = accept();
    const result = runCommand(state, info.command, false);
    if (result.askServicePassword) channel.stderr.write('enable needs a terminal\n');
    channel.write(result.text ? `${result.text}\n` : '');
    channel.exit(result.askServicePassword ? 1 : result.exitCode);
    channel.end();
  });
  session.on('shell', (accept) => serveShell(accept(), state));
}

function serveShell(channel: ServerChannel, state: FillerState): void {
  const editor = new LineEditor();
  let enabled = false;
  let askingPassword = false;
  const print = (text: string): void => void channel.write(text.replaceAll('\n', '\r\n'));
  const prompt = (): void => print(`\x1b[36mfil02-edge1\x1b[0m${enabled ? '#' : '>'} `);
  const leave = (): void => {
    channel.exit(0);
    channel.end();
  };
  const takePassword = (): void => {
    askingPassword = false;
    editor.echo = true;
    enabled = true;
    state.write('service mode entered');
    print('\nservice mode\n');
    prompt();
  };
  const takeLine = (line: string): void => {
    print('\n');
    const result = runCommand(state, line, enabled);
    if (result.close) return leave();
    if (result.askServicePassword) {
      askingPassword = true;
      editor.echo = false;
      return print('Service password: ');
    }
    if (result.text) print(`${result.text}\n`);
    prompt();
  };
  print('EDGE-OS 4.2.1  L2-FIL02-EDGE1  filler edge controller (demo)\nType help for the commands.\n\n');
  prompt();
  channel.on('data', (data: Buffer) => {
    for (const event of editor.feed(data.toString('utf8'))) {
      if (event.kind === 'show') print(event.text);
      else if (event.kind === 'end') leave();
      else if (event.kind === 'interrupt') {
        askingPassword = false;
        editor.echo = true;
        print('^C\n');
        prompt();
      } else if (askingPassword) takePassword();
      else takeLine(event.line);
    }
  });
}
