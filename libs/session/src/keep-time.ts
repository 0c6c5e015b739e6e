import type { Clock } from '@gatehouse/kernel';
import type { LiveSession } from './live-session.js';

export interface TimeListener {
  /** Told once per mark that lies ahead when the session starts. */
  warn(secondsLeft: number): void;
  /** Told once per stretch without input. */
  idleSoon(secondsLeft: number): void;
}

const warnAtSeconds = [900, 300, 60, 10];
const idleWarningMs = 60_000;
/** A step of the wall clock is noticed within this. Also far below the 2^31 ms at which Node's timers fire at once. */
const longestSleepMs = 500;

/**
 * Ends the session when its window or its patience for silence is over. Only what the person does counts as input.
 * While the plant has frozen the input the patience stands still, and begins anew when it is given back: nobody can
 * be idle who may not act. The window runs on.
 * @returns `touched` for input, `stop` for the end.
 */
export function keepTime(
  session: LiveSession,
  clock: Clock,
  listener: TimeListener,
): { touched(): void; stop(): void } {
  const idleMs = session.content.idleSeconds * 1000;
  let lastInput = clock.monotonicMs();
  let saidIdle = false;
  let warnings = warnAtSeconds.filter((seconds) => seconds * 1000 < session.msLeft());
  let timer: NodeJS.Timeout | undefined;
  const touched = (): void => {
    lastInput = clock.monotonicMs();
    saidIdle = false;
  };
  const look = (): void => {
    if (session.isOver()) return;
    if (session.supervision.input.isFrozen) touched();
    const silent = clock.monotonicMs() - lastInput;
    if (silent >= idleMs) return void session.end('idle', `no input for ${session.content.idleSeconds} s`);
    if (!saidIdle && idleMs > 2 * idleWarningMs && silent >= idleMs - idleWarningMs) {
      saidIdle = true;
      listener.idleSoon(idleWarningMs / 1000);
    }
    const left = session.msLeft();
    const due = warnings.filter((seconds) => left <= seconds * 1000);
    if (due.length > 0) {
      warnings = warnings.filter((seconds) => !due.includes(seconds));
      listener.warn(Math.min(...due));
    }
    timer = setTimeout(look, Math.max(1, Math.min(longestSleepMs, left, idleMs - silent)));
  };
  look();
  return {
    touched,
    stop: () => clearTimeout(timer),
  };
}
