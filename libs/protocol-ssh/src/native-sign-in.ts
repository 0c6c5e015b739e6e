import type { AuthContext, Connection, KeyboardAuthContext, PasswordAuthContext } from 'ssh2';
import type { Socket } from 'node:net';
import { closeWire } from './close-wire.js';
import type { NativeDoorPolicy } from './native-door-policy.js';
import { parseUserName } from './user-name.js';
import type { GatewayUserName } from './user-name.js';
import { isKeyKindAllowed, verifyKeySignature } from './verify-key-signature.js';

const firstFactors = ['publickey', 'password'] as const;
const longestSecret = 1024;

/** The sign-in of one ssh client (RFC 4252): a key or a password first, then a code. */
export class NativeSignIn {
  private name: GatewayUserName | null = null;
  private tries = 0;
  private hasFirstFactor = false;
  private busy = false;

  constructor(
    private readonly connection: Connection,
    private readonly socket: Socket,
    private readonly wireId: string,
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
  }

  /** The name of the first attempt, which all that follow are judged for; null when nobody can have it. */
  get userName(): GatewayUserName | null {
    return this.name;
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
        const answer = signed ? await this.policy.publicKey(this.wireId, login, key.key.data) : 'refused';
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
    return tooLong ? Promise.resolve('refused') : this.policy.password(this.wireId, login, context.password);
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
    const answer = await this.policy.code(this.wireId, digits);
    if (answer === 'accepted') return context.accept();
    this.failed(context, ['keyboard-interactive']);
  }

  private failed(context: AuthContext, left: ('publickey' | 'password' | 'keyboard-interactive')[]): void {
    this.tries += 1;
    if (this.tries >= this.mostTries) return this.hangUp();
    context.reject(left);
  }

  private hangUp(): void {
    void closeWire(this.connection, this.socket, 20);
  }
}
