import type { Clock } from '@gatehouse/kernel';

/** A clock that stands still until a test moves it. No production build contains it. */
export class FixedClock implements Clock {
  private wall: number;
  private monotonic = 0;

  constructor(at: Date | string = '2026-03-02T08:00:00.000Z') {
    this.wall = new Date(at).getTime();
  }

  now(): Date {
    return new Date(this.wall);
  }

  monotonicMs(): number {
    return this.monotonic;
  }

  /** Time passes: both clocks go on. */
  advance(ms: number): void {
    this.wall += ms;
    this.monotonic += ms;
  }

  advanceMinutes(minutes: number): void {
    this.advance(minutes * 60_000);
  }

  /** Somebody sets the wall clock; the monotonic one does not notice. */
  setWall(at: Date | string): void {
    this.wall = new Date(at).getTime();
  }
}
