import type {
  AuthContext,
  Connection,
  KeyboardAuthContext,
  PasswordAuthContext,
  PublicKeyAuthContext,
} from 'ssh2';
import type { Socket } from 'node:net';
import { closeWire } from './close-wire.js';
import type { AskedConfirmation, FirstFactorAnswer, NativeDoorPolicy } from './native-door-policy.js';
import { parseUserName } from './user-name.js';
import type { GatewayUserName } from './user-name.js';
import { isKeyKindAllowed, verifyKeySignature } from './verify-key-signature.js';

/** What the sign-in needs of the wire it runs on. */
export interface SignInWire {
  readonly wireId: string;
  /** Puts the end of the time to sign in off, once. @param ms from now. */
  waitLonger(ms: number): void;
}

const firstFactors = ['publickey', 'password'] as const;
const longestSecret = 1024;
const lookForAnswerEveryMs = 1_000;
/** What is left after a confirmation has run out, for saying so. */
const lastWordsMs = 2_000;

/**
 * The sign-in of one ssh client (RFC 4252, RFC 4256): a key or a password first, then a code, or, for an answer left
 * empty, a confirmation in the portal.
 */
export class NativeSignIn {
  private name: GatewayUserName | null = null;
  private tries = 0;
  private hasFirstFactor = false;
  private busy = false;

  constructor(
    private readonly connection: Connection,
    private readonly socket: Socket,
    private readonly wire: SignInWire,
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

  /** The name of the first attempt, for which all that follow are judged; null when nobody can have it. */
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
      case 'publickey':
        return this.tryKey(context, login);
      case 'keyboard-interactive':
        if (!this.hasFirstFactor) return this.failed(context, [...firstFactors]);
        return this.secondFactor(context);
      default:
        return this.failed(context, [...firstFactors]);
    }
  }

  private tryPassword(context: PasswordAuthContext, login: string): Promise<FirstFactorAnswer> {
    const tooLong = Buffer.byteLength(context.password) > longestSecret;
    return tooLong
      ? Promise.resolve('refused')
      : this.policy.password(this.wire.wireId, login, context.password);
  }

  private async tryKey(context: PublicKeyAuthContext, login: string): Promise<void> {
    const { key, signature, blob, hashAlgo } = context;
    const offered = { algorithm: key.algo, key: key.data };
    // A certificate, say. Nothing was guessed, so it costs no try: the plain key behind it comes next. The number of
    // packets before sign-in is bounded.
    if (!isKeyKindAllowed(offered)) return context.reject([...firstFactors]);
    // An offer is answered alike for every key, so that nobody learns which keys are registered.
    if (!signature) return context.accept();
    const proof = verifyKeySignature(offered, signature, blob, hashAlgo);
    const answer = proof
      ? await this.policy.publicKey(this.wire.wireId, login, { key: key.data, ...proof })
      : 'refused';
    return this.firstFactor(context, answer);
  }

  private firstFactor(context: AuthContext, answer: FirstFactorAnswer): void {
    if (answer === 'accepted' && this.name !== null) {
      this.hasFirstFactor = true;
      return context.reject(['keyboard-interactive'], true);
    }
    this.failed(context, [...firstFactors]);
  }

  private async secondFactor(context: KeyboardAuthContext): Promise<void> {
    const answers = await this.ask(context, '', [
      'Code from your authenticator, or Enter to confirm in the portal: ',
    ]);
    if (answers === null) return;
    const digits = answers.length === 1 ? (answers[0] ?? '').replace(/\s/g, '').slice(0, 16) : '-';
    // Scripts without anybody to ask give an empty answer. It is no guess and costs no try at the person's account.
    if (digits === '') return this.confirmInPortal(context);
    const answer = await this.policy.code(this.wire.wireId, digits);
    if (answer === 'accepted') return context.accept();
    this.failed(context, ['keyboard-interactive']);
  }

  /** Waits until the person has answered in the portal. Anything but a yes ends the connection. */
  private async confirmInPortal(context: KeyboardAuthContext): Promise<void> {
    const { wireId } = this.wire;
    const asked = await this.policy.askConfirmation(wireId, this.name?.handle ?? null);
    if (asked === null) return this.lastWords(context, tooManyText);
    this.wire.waitLonger(asked.goodForMs + lastWordsMs);
    if ((await this.ask(context, howToConfirm(asked), [])) === null) return;
    for (;;) {
      const answer = await this.policy.confirmation(wireId);
      if (this.socket.destroyed) return;
      if (answer === 'confirmed') return context.accept();
      if (answer === 'refused') return this.lastWords(context, 'It was not confirmed.');
      if (answer === 'over')
        return this.lastWords(context, 'Nobody has confirmed it in time. Connect again.');
      await new Promise((resolve) => setTimeout(resolve, lookForAnswerEveryMs));
    }
  }

  /**
   * One round of questions (RFC 4256 section 3.2). Without prompts it is a text the client shows and acknowledges.
   * Null when the client is gone or has begun something else.
   */
  private ask(context: KeyboardAuthContext, text: string, prompts: string[]): Promise<string[] | null> {
    return new Promise((resolve) => {
      const gone = (): void => resolve(null);
      this.socket.once('close', gone);
      context.once('abort', gone);
      const questions = prompts.map((prompt) => ({ prompt, echo: true }));
      context.prompt(questions, '', text, (answers) => {
        this.socket.off('close', gone);
        resolve(Array.isArray(answers) ? answers.map(String) : []);
      });
    });
  }

  private lastWords(context: KeyboardAuthContext, text: string): void {
    context.prompt([], '', text, () => undefined);
    this.hangUp();
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

const tooManyText =
  'Too many connections of yours have asked to be confirmed. Connect again and type the code.';

function howToConfirm({ url, code, goodForMs }: AskedConfirmation): string {
  const minutes = Math.round(goodForMs / 60_000);
  return [
    '',
    'To confirm this connection, sign in to the portal and give it this code:',
    '',
    `    ${url}`,
    `    ${code}`,
    '',
    `Then it goes on here by itself. The code is good for ${minutes} minutes; Ctrl-C gives up.`,
  ].join('\n');
}
