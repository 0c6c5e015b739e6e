/** A half-open span of UTC time: [opensAt, closesAt). */
export interface AccessWindow {
  readonly opensAt: Date;
  readonly closesAt: Date;
}

/** True when `at` lies inside; the closing instant itself is outside. */
export function windowContains(window: AccessWindow, at: Date): boolean {
  return window.opensAt.getTime() <= at.getTime() && at.getTime() < window.closesAt.getTime();
}

/** The common part of two windows, or null when they share no instant. */
export function intersectWindows(a: AccessWindow, b: AccessWindow): AccessWindow | null {
  const opensAt = new Date(Math.max(a.opensAt.getTime(), b.opensAt.getTime()));
  const closesAt = new Date(Math.min(a.closesAt.getTime(), b.closesAt.getTime()));
  return opensAt.getTime() < closesAt.getTime() ? { opensAt, closesAt } : null;
}

/** Length in whole milliseconds. */
export function windowMs(window: AccessWindow): number {
  return window.closesAt.getTime() - window.opensAt.getTime();
}
