import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';
import { DomainError } from '@gatehouse/kernel';

/** Argon2id with 19 MiB, two passes and one lane: the least OWASP's password storage sheet recommends. */
// The library's enum is ambient and const, which isolated modules cannot read; 2 is its Argon2id.
const argon2id = 2;
const parameters = { algorithm: argon2id, memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/**
 * Hashes and checks passwords, a few at a time: each takes a core for tens of milliseconds, and a flood of
 * sign-ins must not starve the rest of the gateway.
 */
export class PasswordHasher {
  private running = 0;
  private readonly waiting: (() => void)[] = [];
  private nobodysHash: Promise<string> | null = null;

  constructor(private readonly bounds = { atOnce: 2, waiting: 64 }) {}

  /** @throws DomainError `too-many-attempts` when too many wait already. */
  async hash(password: string): Promise<string> {
    return this.inTurn(() => hash(password, parameters));
  }

  /**
   * True when the password belongs to the hash. Without a hash the same work is done against nobody's, so that
   * the time does not tell whether a person exists.
   * @throws DomainError `too-many-attempts` when too many wait already.
   */
  async verify(storedHash: string | null, password: string): Promise<boolean> {
    this.nobodysHash ??= hash(randomBytes(32), parameters);
    const nobodys = await this.nobodysHash;
    const right = await this.inTurn(() => verify(storedHash ?? nobodys, password));
    return storedHash !== null && right;
  }

  private async inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.running >= this.bounds.atOnce) {
      if (this.waiting.length >= this.bounds.waiting)
        throw new DomainError(
          'too-many-attempts',
          'Too many people sign in at this moment. Try again in a minute.',
        );
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    } else {
      this.running += 1;
    }
    try {
      return await work();
    } finally {
      // The place goes straight to the next one in line, so that nobody overtakes.
      const next = this.waiting.shift();
      if (next) next();
      else this.running -= 1;
    }
  }
}
