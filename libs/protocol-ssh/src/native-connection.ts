import type { Connection, Session } from 'ssh2';
import type { Socket } from 'node:net';
import { chooseFromMenu } from './choose-from-menu.js';
import { closeWire } from './close-wire.js';
import type { GrantWish, NativeDoorPolicy } from './native-door-policy.js';
import { NativeSignIn } from './native-sign-in.js';
import type { NativeWire } from './native-wire.js';
import { SshTerminalLeg } from './ssh-terminal-leg.js';
import type { Ssh2Channel } from './ssh2-internals.js';
import { TerminalRequest } from './terminal-request.js';
import type { GatewayUserName } from './user-name.js';
import { WireChannel } from './wire-channel.js';

/** One ssh client: signs in (`NativeSignIn`), then each channel is judged on its own. */
export class NativeConnection {
  private readonly signIn: NativeSignIn;
  private serving = 0;

  constructor(
    private readonly connection: Connection,
    private readonly socket: Socket,
    private readonly wire: NativeWire,
    private readonly policy: NativeDoorPolicy,
    mostTries: number,
  ) {
    this.signIn = new NativeSignIn(connection, socket, wire, policy, mostTries);
    connection.on('ready', () => {
      this.wire.entered();
      connection.on('session', (accept) => this.session(accept()));
    });
  }

  private get name(): GatewayUserName | null {
    return this.signIn.userName;
  }

  private session(session: Session): void {
    const request = new TerminalRequest();
    let leg: SshTerminalLeg | null = null;
    const yes = (accept: (() => void) | undefined): void => accept?.();
    session.on('pty', (accept, _reject, info) => (request.askPty(info), yes(accept)));
    session.on('env', (accept, _reject, info) => (request.setVariable(info.key, info.val), yes(accept)));
    session.on('window-change', (_accept, _reject, info) => {
      const size = { columns: info.cols, rows: info.rows };
      request.resize(size);
      leg?.resized(size);
    });
    session.on('signal', (accept, _reject, info) => {
      if (/^[A-Z0-9]{1,10}$/.test(info.name)) leg?.signalled(info.name);
      yes(accept);
    });
    // ssh2 gives a channel only to an accept in this very turn; the target is opened after.
    const start = (right: 'shell' | 'exec', channel: unknown, command: string | null): void => {
      if (!channel) return;
      const wire = new WireChannel(this.connection, channel as Ssh2Channel);
      leg = new SshTerminalLeg(request.opening(right, command), wire, () => this.closeAfter());
      this.serving += 1;
      this.serve(leg)
        .catch(() => leg?.close())
        .catch(() => undefined)
        .finally(() => (this.serving -= 1));
    };
    session.on('shell', (accept) => start('shell', accept(), null));
    session.on('exec', (accept, _reject, info) => start('exec', accept(), info.command));
  }

  private async serve(leg: SshTerminalLeg): Promise<void> {
    const wish = await this.wishOf(leg);
    if (wish === null) return void (await leg.close());
    await this.policy.serve(this.wire.wireId, wish, leg);
  }

  private async wishOf(leg: SshTerminalLeg): Promise<GrantWish | null> {
    const { name } = this;
    if (name?.handle) return { handle: name.handle };
    if (leg.opening.right === 'exec') {
      leg.tell({
        type: 'notice',
        text: `Which machine? Put its name behind your own: ssh ${name?.login ?? 'login'}+MACHINE@gateway COMMAND`,
      });
      return null;
    }
    const grantId = await chooseFromMenu(leg, await this.policy.menu(this.wire.wireId));
    return grantId === null ? null : { grantId };
  }

  /** The last channel takes the connection with it; the client is given a moment to hang up by itself. */
  private async closeAfter(): Promise<boolean> {
    if (this.serving > 1) return true;
    const hungUp = new Promise<void>((resolve) => this.socket.once('close', () => resolve()));
    await Promise.race([hungUp, new Promise((resolve) => setTimeout(resolve, 300).unref())]);
    return closeWire(this.connection, this.socket);
  }
}
