import type { AuthContext, Connection, KeyboardAuthContext, PasswordAuthContext } from 'ssh2';
import type { Session } from 'ssh2';
import type { Socket } from 'node:net';
import { chooseFromMenu } from './choose-from-menu.js';
import { closeWire } from './close-wire.js';
import type { GrantWish, NativeDoorPolicy } from './native-door-policy.js';
import { SshTerminalLeg } from './ssh-terminal-leg.js';
import type { Ssh2Channel } from './ssh2-internals.js';
import { TerminalRequest } from './terminal-request.js';
import { onLineBreak } from './wire-guard.js';
import { parseUserName } from './user-name.js';
import type { GatewayUserName } from './user-name.js';
import { isKeyKindAllowed, verifyKeySignature } from './verify-key-signature.js';
import { WireChannel } from './wire-channel.js';

const firstFactors = ['publickey', 'password'] as const;
const longestSecret = 1024;

/** One ssh client: signs in with a key or password, then a code; then each channel is judged on its own. */
export class NativeConnection {
  private name: GatewayUserName | null = null;
  private tries = 0;
  private hasFirstFactor = false;
  private busy = false;
  private serving = 0;

  constructor(
    private readonly connection: Connection,
    private readonly socket: Socket,
    private readonly wire: { wireId: string; source: string; entered: () => void },
    private readonly policy: NativeDoorPolicy,
    private readonly mostTries: number,
  ) {
    connection.on('authentication', (context) => {
      // One at a time: answers of two attempts that race must not mix.
      if (this.busy) return this.hangUp();
      this.busy = true;
      this.authenticate(context)
        .catch(() => this.hangUp())
        .finally(() => (this.busy = false));
    });
    connection.on('ready', () => {
      this.wire.entered();
      connection.on('session', (accept) => this.session(accept()));
    });
  }

  private async authenticate(context: AuthContext): Promise<void> {
    this.name ??= parseUserName(context.username);
    // A name that cannot exist is tried like any other, so that it takes as long.
    const login = this.name?.login ?? context.username.slice(0, 64);
    if (this.hasFirstFactor && context.method !== 'keyboard-interactive')
      return this.failed(context, ['keyboard-interactive']);
    switch (context.method) {
      case 'none':
        return context.reject([...firstFactors]);
      case 'password':
        return this.firstFactor(context, await this.tryPassword(context, login));
      case 'publickey': {
        const key = context;
        const offered = { algorithm: key.key.algo, key: key.key.data };
        if (!isKeyKindAllowed(offered)) return this.failed(context, [...firstFactors]);
        // An offer is answered alike for every key, so that nobody learns which keys are registered.
        if (!key.signature) return context.accept();
        const signed = verifyKeySignature(offered, key.signature, key.blob, key.hashAlgo);
        const answer = signed
          ? await this.policy.publicKey(this.wire.wireId, login, key.key.data)
          : 'refused';
        return this.firstFactor(context, answer);
      }
      case 'keyboard-interactive':
        if (!this.hasFirstFactor) return this.failed(context, [...firstFactors]);
        return this.askCode(context);
      default:
        return this.failed(context, [...firstFactors]);
    }
  }

  private tryPassword(
    context: PasswordAuthContext,
    login: string,
  ): Promise<'accepted' | 'refused' | 'locked'> {
    const tooLong = Buffer.byteLength(context.password) > longestSecret;
    return tooLong
      ? Promise.resolve('refused')
      : this.policy.password(this.wire.wireId, login, context.password);
  }

  private firstFactor(context: AuthContext, answer: 'accepted' | 'refused' | 'locked'): void {
    if (answer === 'accepted' && this.name !== null) {
      this.hasFirstFactor = true;
      return context.reject(['keyboard-interactive'], true);
    }
    this.failed(context, [...firstFactors]);
  }

  private async askCode(context: KeyboardAuthContext): Promise<void> {
    const code = await new Promise<string | null>((resolve) => {
      this.socket.once('close', () => resolve(null));
      context.once('abort', () => resolve(null));
      context.prompt([{ prompt: 'Code from your authenticator: ', echo: true }], (answers) =>
        resolve(Array.isArray(answers) && answers.length === 1 ? String(answers[0]) : ''),
      );
    });
    if (code === null) return;
    const digits = code.replace(/\s/g, '').slice(0, 16);
    const answer = await this.policy.code(this.wire.wireId, digits);
    if (answer === 'accepted') return context.accept();
    this.failed(context, ['keyboard-interactive']);
  }

  private failed(context: AuthContext, left: ('publickey' | 'password' | 'keyboard-interactive')[]): void {
    this.tries += 1;
    if (this.tries >= this.mostTries) return this.hangUp();
    context.reject(left);
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
    onLineBreak(session, (milliseconds) => leg?.broke(milliseconds));
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

  private hangUp(): void {
    void closeWire(this.connection, this.socket, 20);
  }
}
