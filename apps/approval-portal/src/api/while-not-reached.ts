import { GatewayNotReached } from './problem-error.js';
import { Signal } from './signal.js';

/** How many stops wait on this device to be sent; a screen says so while there is one. */
export const unsentStops = new Signal(0);

/** Tries again until the gateway is reached. Only for what ends or refuses something: that may never be lost. */
export async function whileNotReached<T>(send: () => Promise<T>, pauseMs = 3000): Promise<T> {
  let waiting = false;
  try {
    for (;;) {
      try {
        return await send();
      } catch (error) {
        if (!(error instanceof GatewayNotReached)) throw error;
        if (!waiting) unsentStops.set(unsentStops.get() + 1);
        waiting = true;
        await new Promise((resolve) => setTimeout(resolve, pauseMs));
      }
    }
  } finally {
    if (waiting) unsentStops.set(unsentStops.get() - 1);
  }
}
