import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually } from './testing/eventually.js';
import { startTigerVnc, testPassword, viewOnlyPassword } from './testing/test-desktop.js';
import type { TestDesktop } from './testing/test-desktop.js';
import { TestViewer } from './testing/test-viewer.js';
import { offeredEncodings } from './offered-encodings.js';
import { encodings } from '@gatehouse/desktop';

jest.setTimeout(120_000);

/** Scancodes of an XT keyboard, of the keys that the tests press by place. */
const scancodes: Readonly<Record<string, number>> = { a: 0x1e, b: 0x30, Shift: 0x2a };
const shift = 0xffe1;
const enter = 0xff0d;

describe('what a vendor does on a real desktop', () => {
  let desktop: TestDesktop;
  const viewers: TestViewer[] = [];

  beforeAll(async () => {
    desktop = await startTigerVnc({ security: 'None' });
  });
  afterEach(async () => {
    for (const viewer of viewers.splice(0)) await viewer.upstream.close();
  });
  afterAll(() => desktop.stop());

  async function viewing(asked?: readonly number[]): Promise<TestViewer> {
    const viewer = await TestViewer.open(
      { port: desktop.port, secret: null },
      asked ? { encodings: asked } : {},
    );
    viewers.push(viewer);
    await eventually(() => viewer.areas.length > 1);
    return viewer;
  }

  /** What xev has seen so far of the events whose first line matches. */
  function watchEvents(): { seen: (what: RegExp) => number; stop: () => Promise<void> } {
    const xev = desktop.run('stdbuf', '-oL', 'xev', '-geometry', '640x480+0+0');
    return { seen: (what) => (xev.output.match(what) ?? []).length, stop: () => xev.stop() };
  }

  it('types what was meant into a program there', async () => {
    const file = join(desktop.folder, 'typed');
    const command = `read -r line; printf %s "$line" > ${file}.part; mv ${file}.part ${file}`;
    const terminal = desktop.run('xterm', '-geometry', '80x24+0+0', '-e', 'bash', '-c', command);
    const viewer = await viewing();
    await eventually(() => viewer.hash);
    viewer.upstream.pointer({ x: 100, y: 100, buttons: 0 });
    const words = 'PLC-7 {ok}; "x" @ 50% ~';
    const press = (keysym: number): void => {
      for (const down of [true, false]) viewer.upstream.key({ down, keysym, scancode: null });
    };
    for (const character of words) press(character.codePointAt(0) ?? 0);
    press(enter);
    await eventually(() => existsSync(file));
    expect(readFileSync(file, 'utf8')).toBe(words);
    await terminal.stop();
  });

  it.each([
    ['by place and meaning', offeredEncodings],
    [
      'by meaning, where a server takes nothing else',
      offeredEncodings.filter((each) => each !== encodings.qemuExtendedKey),
    ],
  ])('lifts every key and button that is down: %s', async (_name, asked) => {
    const events = watchEvents();
    const viewer = await viewing(asked);
    await eventually(() => viewer.hash);
    // The window is there once it hears of the pointer.
    await eventually(() => {
      viewer.upstream.pointer({ x: 200 + Math.floor(Math.random() * 100), y: 200, buttons: 0 });
      return events.seen(/MotionNotify/g) > 0;
    });
    viewer.upstream.key({ down: true, keysym: shift, scancode: scancodes.Shift ?? null });
    viewer.upstream.key({ down: true, keysym: 0x41, scancode: scancodes.a ?? null });
    viewer.upstream.key({ down: true, keysym: 0x42, scancode: scancodes.b ?? null });
    viewer.upstream.pointer({ x: 210, y: 210, buttons: 0b101 });
    await eventually(() => events.seen(/ButtonPress event/g) === 2);
    await eventually(() => events.seen(/KeyPress event/g) >= 3);
    viewer.upstream.releaseAll();
    await eventually(() => events.seen(/ButtonRelease event/g) === 2);
    await eventually(() => events.seen(/KeyRelease event[^]*?keysym 0x(41|61)/g) > 0);
    await eventually(() => events.seen(/keysym 0xffe1/g) >= 2);
    expect(viewer.outcome).toBeNull();
    await events.stop();
  });

  it('carries text to the clipboard there, and from it, in any alphabet', async () => {
    const viewer = await viewing();
    viewer.upstream.putClipboard('Füllmenge ≤ 330 ml ✓\nzweite Zeile');
    await eventually(() => viewer.outcome === null);
    let pasted = '';
    for (let tries = 0; pasted === '' && tries < 50; tries += 1) {
      const paste = desktop.run(
        'timeout',
        '5',
        'xclip',
        '-o',
        '-selection',
        'clipboard',
        '-t',
        'UTF8_STRING',
      );
      await eventually(() => paste.isOver);
      pasted = paste.output.startsWith('Error') ? '' : Buffer.from(paste.output, 'latin1').toString('utf8');
    }
    expect(pasted).toBe('Füllmenge ≤ 330 ml ✓\nzweite Zeile');
    copyThere('Störung → quittiert');
    await eventually(() => viewer.texts.includes('Störung → quittiert'));
  });

  it('carries Latin-1 where a server knows no more', async () => {
    const viewer = await viewing(offeredEncodings.filter((each) => each !== encodings.extendedClipboard));
    copyThere('Überdruck');
    await eventually(() => viewer.texts.includes('Überdruck'));
    viewer.upstream.putClipboard('Größe € 5');
    let pasted = '';
    for (let tries = 0; pasted !== 'Größe ? 5' && tries < 50; tries += 1) {
      const paste = desktop.run(
        'timeout',
        '5',
        'xclip',
        '-o',
        '-selection',
        'clipboard',
        '-t',
        'UTF8_STRING',
      );
      await eventually(() => paste.isOver);
      pasted = Buffer.from(paste.output, 'latin1').toString('utf8');
    }
    expect(pasted).toBe('Größe ? 5');
  });

  it('tells the shape of the pointer', async () => {
    const viewer = await viewing();
    await eventually(() => viewer.cursors.length > 0);
    const shape = viewer.cursors.at(-1);
    expect(shape?.rgba.length).toBe((shape?.width ?? 0) * (shape?.height ?? 0) * 4);
  });

  it('asks for the whole picture again', async () => {
    const viewer = await viewing();
    const before = viewer.areas.length;
    viewer.upstream.surface.pixels.fill(0x123456);
    viewer.upstream.refresh();
    await eventually(
      () => viewer.areas.length > before && !viewer.upstream.surface.pixels.includes(0x123456),
    );
  });

  it('lifts what is down and hangs up when it is closed, and sends nothing after that', async () => {
    const events = watchEvents();
    const viewer = await viewing();
    await eventually(() => {
      viewer.upstream.pointer({ x: 200 + Math.floor(Math.random() * 100), y: 200, buttons: 0 });
      return events.seen(/MotionNotify/g) > 0;
    });
    viewer.upstream.pointer({ x: 220, y: 220, buttons: 1 });
    await eventually(() => events.seen(/ButtonPress event/g) === 1);
    await Promise.all([viewer.upstream.close(), viewer.upstream.close()]);
    viewer.upstream.pointer({ x: 230, y: 230, buttons: 1 });
    viewer.upstream.key({ down: true, keysym: 0x41, scancode: null });
    await eventually(() => events.seen(/ButtonRelease event/g) === 1);
    expect(viewer.outcome).toBeNull();
    await events.stop();
  });

  it('reaches nothing by the password for looking only, for the machine itself lets nothing through', async () => {
    const one = await startTigerVnc({ security: 'VncAuth' });
    const xev = one.run('stdbuf', '-oL', 'xev', '-geometry', '640x480+0+0');
    const seen = (what: RegExp): number => (xev.output.match(what) ?? []).length;
    const looking = await TestViewer.open({ port: one.port, secret: viewOnlyPassword });
    const controlling = await TestViewer.open({ port: one.port, secret: testPassword });
    viewers.push(looking, controlling);
    await eventually(() => {
      controlling.upstream.pointer({ x: 200 + Math.floor(Math.random() * 100), y: 200, buttons: 0 });
      return seen(/MotionNotify/g) > 0;
    });
    looking.upstream.pointer({ x: 210, y: 210, buttons: 1 });
    looking.upstream.key({ down: true, keysym: 0x41, scancode: scancodes.a ?? null });
    // What was sent before it asked again was dealt with before it is answered.
    const before = looking.areas.length;
    looking.upstream.refresh();
    await eventually(() => looking.areas.length > before);
    controlling.upstream.pointer({ x: 220, y: 220, buttons: 1 });
    await eventually(() => seen(/ButtonPress event/g) === 1);
    expect(seen(/KeyPress event/g)).toBe(0);
    expect(xev.output).not.toContain('(210,210)');
    for (const viewer of viewers.splice(0)) await viewer.upstream.close();
    await one.stop();
  });

  it('says that the target left when it does', async () => {
    const one = await startTigerVnc({ security: 'None' });
    const viewer = await TestViewer.open({ port: one.port, secret: null });
    await one.stop();
    const outcome = await eventually(() => viewer.outcome);
    expect(outcome).toMatchObject({ reason: 'target-left', exit: null });
    await viewer.upstream.close();
  });

  function copyThere(text: string): void {
    desktop.run('bash', '-c', `printf %s "$1" | exec xclip -i -selection clipboard -quiet`, 'copy', text);
  }
});
