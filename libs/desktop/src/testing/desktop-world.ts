import { setImmediate as turn } from 'node:timers/promises';
import type { ChannelRight } from '@gatehouse/kernel';
import { parseScreenUpdate, ScreenPicture } from '@gatehouse/screen';
import { SessionOver } from '@gatehouse/session/plugin';
import type {
  AuditableFact,
  DesktopChannel,
  InputGate,
  InputKind,
  LegMessage,
  Relay,
  SessionControl,
  SessionEvent,
  SessionOutcome,
  SessionTap,
} from '@gatehouse/session/plugin';
import type { OwnViewers } from '../viewer.js';
import { dialDesktopOnThisThread } from '../thread/dial-desktop.js';
import { BytePipe } from './byte-pipe.js';
import { PaintedUpstream } from './painted-upstream.js';
import { ScriptedViewer } from './scripted-viewer.js';

export const everyRight: readonly ChannelRight[] = [
  'view',
  'control',
  'clipboard-in',
  'clipboard-out',
  'ctrl-alt-del',
];

export type { PaintedUpstream } from './painted-upstream.js';

/** The gate of a session's input, with what was dropped at it. */
class TestGate implements InputGate {
  isFrozen = false;
  dropped = 0;
  private readonly listeners = new Set<(isFrozen: boolean) => void>();

  passes(_kind: InputKind, count = 1): boolean {
    if (this.isFrozen) this.dropped += count;
    return !this.isFrozen;
  }

  async opened(): Promise<void> {}

  onChange(listener: (isFrozen: boolean) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  set(isFrozen: boolean): void {
    this.isFrozen = isFrozen;
    for (const listener of this.listeners) listener(isFrozen);
  }
}

/** The recording of a session, and a recorder that can be made to wait. */
class TestTap implements SessionTap {
  readonly events: SessionEvent[] = [];
  readonly notes: AuditableFact[] = [];
  readonly picture = new ScreenPicture();
  touches = 0;
  isOver = false;
  private held: (() => void)[] | null = null;

  async record(event: SessionEvent): Promise<void> {
    if (this.isOver && event.kind !== 'lifted') throw new SessionOver();
    if (this.held) await new Promise<void>((resolve) => this.held?.push(resolve));
    this.events.push(event);
    if (event.kind === 'screen-update') this.picture.apply(parseScreenUpdate(event.bytes));
  }

  /** Nothing gets on record until `goOn`. */
  hold(): void {
    this.held = [];
  }

  goOn(): void {
    const { held } = this;
    this.held = null;
    for (const resolve of held ?? []) resolve();
  }

  touched(): void {
    this.touches += 1;
  }

  passed(): void {}

  async note(fact: AuditableFact): Promise<void> {
    this.notes.push(fact);
  }

  kinds(): string[] {
    return this.events.map(({ kind }) => kind);
  }
}

export interface DesktopWorld {
  readonly upstream: PaintedUpstream;
  readonly viewer: ScriptedViewer;
  readonly toViewer: BytePipe;
  readonly tap: TestTap;
  readonly gate: TestGate;
  readonly told: LegMessage[];
  readonly relay: Relay;
  readonly outcome: Promise<SessionOutcome>;
  /** The channel's bytes from the viewer, raw. */
  send(bytes: Uint8Array): void;
  /** The viewer's socket takes nothing until it is called again with false. */
  stall(isStalled: boolean): void;
  viewerLeaves(): void;
  /** As the session ends it: the tap takes nothing more, and the signal aborts. */
  end(): void;
}

export interface DesktopWorldOptions {
  readonly rights?: readonly ChannelRight[];
  readonly begins?: DesktopChannel['begins'];
  readonly width?: number;
  readonly height?: number;
  readonly framesPerSecond?: number;
  /** The plant holds the input from before the session begins. */
  readonly frozen?: boolean;
  /** Servers for viewers that speak another protocol than RFB. */
  readonly viewers?: OwnViewers;
  /** That of a real client, in place of the scripted viewer. */
  readonly channel?: DesktopChannel;
}

const open = new Set<Relay>();

/** After each test: what it left running would keep the process. */
export async function endDesktopWorlds(): Promise<void> {
  for (const relay of open) await relay.close();
  open.clear();
}

/** A painted desktop, the engine as built but for its thread, and a viewer. */
export async function startDesktopWorld(options: DesktopWorldOptions = {}): Promise<DesktopWorld> {
  const {
    rights = everyRight,
    begins = 'version',
    width = 200,
    height = 150,
    framesPerSecond = 1000,
    frozen = false,
  } = options;
  const upstream = new PaintedUpstream(width, height);
  const ending = new AbortController();
  const relay = await dialDesktopOnThisThread(
    async () => upstream,
    {
      ...{ address: '192.0.2.7', port: 5900, account: '', settings: {} },
      ...{ pinnedIdentity: new Uint8Array(0), secret: new Uint8Array([1]), screen: null },
    },
    { framesPerSecond },
    ending.signal,
    options.viewers,
  );
  if ('refused' in relay) throw new Error('the desktop was refused');
  open.add(relay);
  const [toViewer, fromViewer] = [new BytePipe(), new BytePipe()];
  const [tap, gate, told]: [TestTap, TestGate, LegMessage[]] = [new TestTap(), new TestGate(), []];
  gate.isFrozen = frozen;
  let stalled: Promise<void> = Promise.resolve();
  let goOn = (): void => undefined;
  let leave = (): void => undefined;
  const channel: DesktopChannel = {
    ...{ kind: 'desktop', wish: 'view', begins },
    read: () => fromViewer.any(),
    write: async (_stream, bytes) => {
      toViewer.push(Buffer.from(bytes));
      await stalled;
    },
    endOutput: () => undefined,
    tell: (message) => void told.push(message),
    refuse: () => undefined,
    close: () => undefined,
    gone: new Promise((resolve) => (leave = resolve)),
  };
  const files: SessionControl['files'] = { keepContents: false, mostFileMebibytes: null, refusedEndings: [] };
  const control: SessionControl = { rights, recordInput: true, files, input: gate };
  return {
    ...{ upstream, toViewer, tap, gate, told, relay },
    viewer: new ScriptedViewer(toViewer, (bytes) => fromViewer.push(bytes)),
    outcome: relay.carry(options.channel ?? channel, tap, control, ending.signal),
    send: (bytes) => fromViewer.push(bytes),
    stall: (isStalled) => {
      goOn();
      if (isStalled) stalled = new Promise((resolve) => (goOn = resolve));
    },
    viewerLeaves: () => {
      leave();
      fromViewer.end();
    },
    end: () => {
      tap.isOver = true;
      ending.abort();
    },
  };
}

const patienceMs = 30_000;

/** Waits until it is so, however slow the machine is. What never comes is an error, not a hang. */
export async function until(isSo: () => boolean): Promise<void> {
  const late = performance.now() + patienceMs;
  while (!isSo()) {
    if (performance.now() > late) throw new Error(`never came: ${isSo.toString()}`);
    await turn();
  }
}

/** Long enough for everything that is under way between the threads to arrive. */
export async function quiet(): Promise<void> {
  for (let round = 0; round < 50; round += 1) await turn();
}
