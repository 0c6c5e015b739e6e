import { totpCode, totpStep, totpStepMs } from './totp.js';
import { pause } from './wait-until.js';

/** A code that is about to be two steps old may be so by the time the gateway judges it. */
const marginMs = 10_000;

/**
 * A person's authenticator app that remembers which steps it has shown, because the gateway takes each once. The
 * gateway takes the present step and the one before it, so two codes are mostly there at once, and then one every 30 s.
 */
export class Authenticator {
  private lastStep = 0;

  constructor(readonly secret: string) {}

  /** A code that was not given before; waits for the next step when none is left. */
  async nextCode(): Promise<string> {
    for (;;) {
      const now = totpStep();
      const leftMs = (now + 1) * totpStepMs - Date.now();
      const step = Math.max(this.lastStep + 1, leftMs > marginMs ? now - 1 : now);
      if (step <= now) {
        this.lastStep = step;
        return totpCode(this.secret, step);
      }
      await pause(step * totpStepMs - Date.now() + 20);
    }
  }

  /** The code given last, which must not work again. */
  lastCode(): string {
    return totpCode(this.secret, this.lastStep);
  }

  /** Six digits that are right in no step near the present one. */
  wrongCode(): string {
    const near = [-2, -1, 0, 1, 2].map((distance) => totpCode(this.secret, totpStep() + distance));
    for (let number = 0; ; number += 1) {
      const code = String(number).padStart(6, '0');
      if (!near.includes(code)) return code;
    }
  }
}
