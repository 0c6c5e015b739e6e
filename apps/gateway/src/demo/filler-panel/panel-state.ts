export type PanelButton = 'start' | 'stop' | 'slower' | 'faster' | 'acknowledge' | 'batch';

const longestBatch = 14;
const keys = { enter: 0xff0d, enterOnPad: 0xff8d, backspace: 0xff08, escape: 0xff1b } as const;

/** The make-believe filler behind the panel: a tank that is drawn from while the pump runs, and filled when it is low. */
export class PanelState {
  /** 0 to 100. */
  levelPercent = 72;
  isPumpRunning = true;
  isInletOpen = false;
  bottlesPerHour = 12_000;
  /** Of the pump's rotor, in radians. */
  turned = 0;
  isAlarmAcknowledged = false;
  /** What stands in the field, and whether keys go there. */
  typed = 'B-0815';
  isTyping = false;
  batch = 'B-0815';
  /** The button that is held down, for as long as it is. */
  pressed: PanelButton | null = null;
  /** What somebody did last, in a sentence. */
  said = 'Panel started';
  private seconds = 0;

  constructor(private readonly now: () => Date) {}

  get clock(): string {
    return this.now().toTimeString().slice(0, 8);
  }

  get litresPerMinute(): number {
    return this.isPumpRunning ? (this.bottlesPerHour * 0.33) / 60 + wave(this.seconds, 7) * 0.4 : 0;
  }

  get bar(): number {
    return this.isPumpRunning ? 2.4 + wave(this.seconds, 11) * 0.05 : 0.3;
  }

  get degrees(): number {
    return 4.2 + wave(this.seconds, 31) * 0.2;
  }

  /** A second went by. */
  tick(): void {
    this.seconds += 1;
    if (this.isPumpRunning) {
      this.levelPercent -= this.bottlesPerHour / 20_000;
      this.turned += 0.7;
    }
    if (this.isInletOpen) this.levelPercent += 1.6;
    this.levelPercent = Math.min(100, Math.max(0, this.levelPercent));
    if (this.levelPercent < 35) this.isInletOpen = true;
    if (this.levelPercent > 88) this.isInletOpen = false;
    if (this.levelPercent === 0) this.isPumpRunning = false;
  }

  press(button: PanelButton | null): void {
    this.pressed = button;
    this.isTyping = button === 'batch';
    if (button === 'start') this.run(true);
    if (button === 'stop') this.run(false);
    if (button === 'slower') this.setSpeed(this.bottlesPerHour - 500);
    if (button === 'faster') this.setSpeed(this.bottlesPerHour + 500);
    if (button === 'acknowledge' && !this.isAlarmAcknowledged) {
      this.isAlarmAcknowledged = true;
      this.say('Alarm acknowledged');
    }
  }

  release(): void {
    this.pressed = null;
  }

  /** @param keysym as X has it; letters are themselves in Latin-1. */
  type(keysym: number): void {
    if (!this.isTyping) return;
    if (keysym === keys.backspace) this.typed = this.typed.slice(0, -1);
    else if (keysym === keys.escape) this.leave(this.batch);
    else if (keysym === keys.enter || keysym === keys.enterOnPad) {
      this.batch = this.typed;
      this.leave(this.typed);
      this.say(`Batch ${this.batch || 'none'}`);
    } else if (isLetter(keysym) && this.typed.length < longestBatch)
      this.typed += String.fromCharCode(keysym);
  }

  private leave(shown: string): void {
    this.typed = shown;
    this.isTyping = false;
  }

  private run(isRunning: boolean): void {
    this.isPumpRunning = isRunning && this.levelPercent > 0;
    this.say(this.isPumpRunning ? 'Pump started' : 'Pump stopped');
  }

  private setSpeed(bottlesPerHour: number): void {
    this.bottlesPerHour = Math.min(18_000, Math.max(6_000, bottlesPerHour));
    this.say(`Speed set to ${this.bottlesPerHour} bottles an hour`);
  }

  private say(words: string): void {
    this.said = `${this.clock}  ${words}`;
  }
}

function wave(seconds: number, period: number): number {
  return Math.sin((seconds * 2 * Math.PI) / period);
}

function isLetter(keysym: number): boolean {
  return (keysym >= 0x20 && keysym <= 0x7e) || (keysym >= 0xa1 && keysym <= 0xff);
}
