import { totpCode, totpStep, totpStepMs } from './totp.js';
import { pause } from './wait-until.js';

/**
 * A person's authenticator app that remembers which steps it has shown, because the gateway takes each once
 * and none older than the last one taken. It may show the step before and after the present one, as phones
 * with a slow or fast clock do; it waits when none of them is left.
 */
export class Authenticator {
  private lastStep = 0;

  constructor(readonly secret: string) {}

  /** A code that was not given before. At most `tolerance` steps beside the present one; waits for a new step. */
  async nextCode(tolerance = 1): Promise<string> {
    for (;;) {
      const now = totpStep();
      const step = Math.max(this.lastStep + 1, now - tolerance);
      if (step <= now + tolerance) {
        this.lastStep = step;
        return totpCode(this.secret, step);
      }
      await pause(Math.max(50, (step - tolerance) * totpStepMs - Date.now() + 50));
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
