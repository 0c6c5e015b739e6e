import { isChannelRight } from '@gatehouse/kernel';
import type { ClientChannel } from '@gatehouse/session/plugin';
import type { Connection, Session } from 'ssh2';
import type { Socket } from 'node:net';
import { chooseFromMenu } from './choose-from-menu.js';
import { closeWire } from './close-wire.js';
import type { GrantWish, NativeDoorPolicy } from './native-door-policy.js';
import { NativeLeg } from './native-leg.js';
import { SshFileChannel } from './ssh-file-channel.js';
import { SshForwardChannel } from './ssh-forward-channel.js';
import { SshTerminalChannel } from './ssh-terminal-channel.js';
import type { Ssh2Channel } from './ssh2-internals.js';
import { printable } from './printable.js';
import { TerminalRequest } from './terminal-request.js';
import type { GatewayUserName } from './user-name.js';
import { WireChannel } from './wire-channel.js';
import { watchReading } from './watch-reading.js';
import { onLineBreak } from './wire-guard.js';

/** How long somebody may stand in the doorway: signed in, without a session. */
const doorwayMs = 60_000;

/**
 * The channels of one signed-in client. The first one decides the machine and asks for the session; those that
 * follow are offered to that session, which judges each at its door. When no session came about, the next one asks.
 */
export class NativeChannels {
  private leg: NativeLeg | null = null;
  private readonly gone: Promise<void>;
  private doorway: NodeJS.Timeout;

  constructor(
    private readonly connection: Connection,
    private readonly socket: Socket,
    private readonly wireId: string,
    private readonly name: GatewayUserName | null,
    private readonly policy: NativeDoorPolicy,
  ) {
    this.gone = new Promise((resolve) => socket.once('close', () => resolve()));
    this.doorway = this.closeUnlessUsed();
    void this.gone.then(() => clearTimeout(this.doorway));
    connection.on('session', (accept) => this.session(accept()));
    connection.on('tcpip', (accept, reject, info) => {
      const channel = new SshForwardChannel(
        connection,
        info.destIP,
        info.destPort,
        { accept, reject: () => reject() },
        this.gone,
      );
      if (isChannelRight(channel.wish)) return this.arrived(channel);
      channel.refuse({ code: 'GH-NOT-INCLUDED', text: 'this is no host and port' });
      const destination = printable(`${info.destIP}:${info.destPort}`);
      policy.refusedOnWire(wireId, { what: 'direct-tcpip', destination });
    });
  }

  private session(session: Session): void {
    const request = new TerminalRequest();
    let terminal: SshTerminalChannel | null = null;
    const yes = (accept: (() => void) | undefined): void => accept?.();
    session.on('pty', (accept, _reject, info) => (request.askPty(info), yes(accept)));
    session.on('env', (accept, _reject, info) => (request.setVariable(info.key, info.val), yes(accept)));
    session.on('window-change', (_accept, _reject, info) => {
      const size = { columns: info.cols, rows: info.rows };
      request.resize(size);
      terminal?.resized(size);
    });
    session.on('signal', (accept, _reject, info) => {
      if (/^[A-Z0-9]{1,10}$/.test(info.name)) terminal?.signalled(info.name);
      yes(accept);
    });
    onLineBreak(session, (milliseconds) => terminal?.broke(milliseconds));
    // ssh2 gives a channel only to an accept in this very turn; whether it is let in is judged after.
    const start = (channel: unknown, right: 'shell' | 'exec', command: string | null): void => {
      if (!channel) return;
      terminal = new SshTerminalChannel(request.opening(right, command), this.wireOf(channel));
      this.arrived(terminal);
    };
    session.on('shell', (accept) => start(accept(), 'shell', null));
    session.on('exec', (accept, _reject, info) => start(accept(), 'exec', info.command));
    session.on('subsystem', (accept, reject, info) => {
      if (info.name !== 'sftp') return reject?.();
      const channel: unknown = accept();
      if (channel) this.arrived(new SshFileChannel(this.wireOf(channel)));
    });
  }

  private wireOf(channel: unknown): WireChannel {
    return new WireChannel(this.connection, channel as Ssh2Channel, 'after the end');
  }

  private arrived(channel: ClientChannel): void {
    if (this.leg) return this.leg.offer(channel);
    clearTimeout(this.doorway);
    const leg = (this.leg = new NativeLeg(channel, this.gone, (closed, manner) =>
      this.hangUp(closed, manner),
    ));
    this.serve(leg)
      .catch(() => leg.close())
      .catch(() => undefined)
      .finally(() => {
        this.leg = null;
        this.doorway = this.closeUnlessUsed();
        for (const next of leg.untaken()) this.arrived(next);
      });
  }

  private async serve(leg: NativeLeg): Promise<void> {
    const wish = await this.wishOf(leg.first);
    if (wish === null) return leg.first.close();
    await this.policy.serve(this.wireId, wish, leg);
  }

  private async wishOf(channel: ClientChannel): Promise<GrantWish | null> {
    const { name } = this;
    if (name?.handle) return { handle: name.handle };
    if (channel.kind !== 'terminal' || channel.opening.right === 'exec') {
      channel.refuse({
        code: 'GH-NO-ACCESS',
        text: `which machine? Put its name behind your own: ${name?.login ?? 'login'}+MACHINE@gateway`,
      });
      return null;
    }
    const grantId = await chooseFromMenu(channel, await this.policy.menu(this.wireId));
    return grantId === null ? null : { grantId };
  }

  /**
   * Exit and close of the channels were sent before. Hanging up before the client has read them would race with the
   * exit status, which ssh then replaces by 255. Its own close of the channels says that it has; many clients then hang
   * up by themselves, others (libraries, a ControlMaster) stay until we do.
   */
  private async hangUp(channelsClosed: Promise<unknown>, manner: 'in-order' | 'at-once'): Promise<boolean> {
    const reading = watchReading(this.socket);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(true), 300)));
    const hears = [this.gone, channelsClosed].map((each) => each.then(() => true));
    const deaf = manner === 'at-once' ? [reading.stopped.then(() => false)] : [];
    const reads = await Promise.race([...hears, ...deaf, late]);
    clearTimeout(timer);
    reading.end();
    return closeWire(this.connection, this.socket, reads ? undefined : 0);
  }

  private closeUnlessUsed(): NodeJS.Timeout {
    return setTimeout(() => void closeWire(this.connection, this.socket), doorwayMs).unref();
  }
}
