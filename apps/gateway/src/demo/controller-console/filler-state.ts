/** The make-believe filler behind the console: 24 valves that drift a little with time. */
export class FillerState {
  private readonly openMs = new Map<number, number>();
  private readonly startedAt: Date;
  readonly log: string[] = [];

  constructor(private readonly now: () => Date) {
    this.startedAt = now();
    for (let valve = 1; valve <= 24; valve++) this.openMs.set(valve, 196 + ((valve * 7) % 5));
    this.openMs.set(17, 216);
    this.write('dosing loop started, valves 1-24');
    this.write('WARN valve 17 drift 9.1 %, limit 8.0 %');
  }

  valve(number: number): { openMs: number; expectedMs: number; driftPercent: number } | null {
    const openMs = this.openMs.get(number);
    if (openMs === undefined) return null;
    const expectedMs = 198;
    return { openMs, expectedMs, driftPercent: Math.round(((openMs - expectedMs) / expectedMs) * 1000) / 10 };
  }

  setValve(number: number, openMs: number): void {
    this.openMs.set(number, openMs);
    this.write(`valve ${number} open time set to ${openMs} ms`);
  }

  uptimeSeconds(): number {
    return Math.floor((this.now().getTime() - this.startedAt.getTime()) / 1000);
  }

  write(text: string): void {
    this.log.push(`${this.now().toISOString()} dosing[811]: ${text}`);
    if (this.log.length > 500) this.log.shift();
  }
}
