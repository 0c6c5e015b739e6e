import { colour, PanelCanvas, textWidth } from './panel-canvas.js';
import type { Box } from './panel-canvas.js';
import type { PanelButton, PanelState } from './panel-state.js';

export const panelSize = { width: 800, height: 480 } as const;

/** Where a finger must be for each of them. */
export const panelButtons: Readonly<Record<PanelButton, Box>> = {
  acknowledge: { x: 628, y: 52, width: 156, height: 32 },
  start: { x: 16, y: 396, width: 112, height: 64 },
  stop: { x: 140, y: 396, width: 112, height: 64 },
  slower: { x: 288, y: 396, width: 64, height: 64 },
  faster: { x: 464, y: 396, width: 64, height: 64 },
  batch: { x: 564, y: 416, width: 220, height: 44 },
};

export function buttonAt(x: number, y: number): PanelButton | null {
  const found = Object.entries(panelButtons).find(
    ([, box]) => x >= box.x && y >= box.y && x < box.x + box.width && y < box.y + box.height,
  );
  return (found?.[0] as PanelButton | undefined) ?? null;
}

// Grey where all is well, and colour where somebody must look (ISA-101).
const ink = {
  ground: colour('dfe3e6'),
  card: colour('f4f6f7'),
  line: colour('b4bdc3'),
  pipe: colour('8d99a1'),
  words: colour('1d2a32'),
  faint: colour('5a6871'),
  head: colour('22333d'),
  onHead: colour('ffffff'),
  faintOnHead: colour('b7c6cf'),
  liquid: colour('6f9fb8'),
  running: colour('3f7f5f'),
  standing: colour('8d99a1'),
  alarm: colour('f2b632'),
  key: colour('c9d1d6'),
  keyDown: colour('9fabb2'),
  typing: colour('1f6feb'),
};

/** Draws the whole panel as it is now. */
export function drawPanel(canvas: PanelCanvas, state: PanelState): void {
  canvas.fill({ x: 0, y: 0, ...panelSize }, ink.ground);
  drawHead(canvas, state);
  drawAlarm(canvas, state);
  drawProcess(canvas, state);
  drawValues(canvas, state);
  drawKeys(canvas, state);
}

function drawHead(canvas: PanelCanvas, state: PanelState): void {
  canvas.fill({ x: 0, y: 0, width: panelSize.width, height: 44 }, ink.head);
  const end = canvas.text(16, 4, 'FILLER 02', 'large', ink.onHead);
  canvas.text(end + 14, 13, 'Line 2, Hall A', 'small', ink.faintOnHead);
  canvas.textBefore(784, 4, state.clock, 'large', ink.onHead);
}

function drawAlarm(canvas: PanelCanvas, state: PanelState): void {
  const isOpen = !state.isAlarmAcknowledged;
  canvas.fill({ x: 0, y: 44, width: panelSize.width, height: 48 }, isOpen ? ink.alarm : ink.ground);
  const words = 'Valve 17: opening time drifts by 9.1 %, limit 8.0 %';
  canvas.text(16, 57, words, 'small', isOpen ? ink.words : ink.faint);
  if (isOpen) drawKey(canvas, state, 'acknowledge', 'ACKNOWLEDGE');
  else canvas.textBefore(784, 57, 'acknowledged', 'small', ink.faint);
}

function drawProcess(canvas: PanelCanvas, state: PanelState): void {
  const card = { x: 16, y: 104, width: 372, height: 276 };
  canvas.plate(card, 6, ink.card);
  const tank = { x: 110, y: 140, width: 120, height: 190 };
  // In from the left, out from the bottom through the pump to the right.
  canvas.fill({ x: 16, y: 158, width: tank.x - 16, height: 10 }, ink.pipe);
  canvas.fill({ x: 165, y: tank.y + tank.height, width: 10, height: 28 }, ink.pipe);
  canvas.fill({ x: 165, y: 348, width: 223, height: 10 }, ink.pipe);
  canvas.disc(62, 163, 13, state.isInletOpen ? ink.running : ink.standing);
  canvas.textIn(
    { x: 32, y: 178, width: 62, height: 22 },
    state.isInletOpen ? 'open' : 'shut',
    'small',
    ink.faint,
  );
  canvas.plate(tank, 8, ink.pipe);
  const inside = { x: tank.x + 4, y: tank.y + 4, width: tank.width - 8, height: tank.height - 8 };
  canvas.plate(inside, 5, ink.ground);
  const filled = Math.round((inside.height * state.levelPercent) / 100);
  canvas.fill({ ...inside, y: inside.y + inside.height - filled, height: filled }, ink.liquid);
  canvas.textIn(inside, `${state.levelPercent.toFixed(0)} %`, 'large', ink.words);
  canvas.textIn({ x: tank.x, y: 112, width: tank.width, height: 24 }, 'Product tank', 'small', ink.faint);
  drawPump(canvas, state, 296, 353);
}

function drawPump(canvas: PanelCanvas, state: PanelState, x: number, y: number): void {
  const isRunning = state.isPumpRunning;
  canvas.disc(x, y - 22, 34, isRunning ? ink.running : ink.standing);
  canvas.disc(x, y - 22, 28, ink.card);
  for (let blade = 0; blade < 3; blade += 1) {
    const angle = state.turned + (blade * 2 * Math.PI) / 3;
    for (let out = 4; out <= 22; out += 2)
      canvas.disc(
        x + Math.cos(angle) * out,
        y - 22 + Math.sin(angle) * out,
        5 - out / 8,
        isRunning ? ink.running : ink.standing,
      );
  }
  const words = isRunning ? 'Pump runs' : 'Pump stands';
  canvas.textIn({ x: x - 60, y: y - 84, width: 120, height: 22 }, words, 'small', ink.words);
}

function drawValues(canvas: PanelCanvas, state: PanelState): void {
  canvas.plate({ x: 404, y: 104, width: 380, height: 276 }, 6, ink.card);
  const rows: readonly (readonly [string, string, string])[] = [
    ['Flow', state.litresPerMinute.toFixed(1), 'l/min'],
    ['Pressure', state.bar.toFixed(2), 'bar'],
    ['Product', state.degrees.toFixed(1), '°C'],
    ['Speed', String(state.isPumpRunning ? state.bottlesPerHour : 0), 'bottles/h'],
    ['Batch', state.batch || 'none', ''],
  ];
  for (const [index, [name, value, unit]] of rows.entries()) {
    const y = 110 + index * 46;
    canvas.text(420, y + 13, name, 'small', ink.faint);
    canvas.textBefore(684, y + 4, value, 'large', ink.words);
    canvas.text(692, y + 13, unit, 'small', ink.faint);
    canvas.fill({ x: 420, y: y + 45, width: 348, height: 1 }, ink.line);
  }
  canvas.text(420, 349, state.said, 'small', ink.words);
}

function drawKeys(canvas: PanelCanvas, state: PanelState): void {
  drawKey(canvas, state, 'start', 'START');
  drawKey(canvas, state, 'stop', 'STOP');
  drawKey(canvas, state, 'slower', '-');
  drawKey(canvas, state, 'faster', '+');
  canvas.textIn({ x: 352, y: 396, width: 112, height: 40 }, String(state.bottlesPerHour), 'large', ink.words);
  canvas.textIn({ x: 352, y: 432, width: 112, height: 24 }, 'bottles/h', 'small', ink.faint);
  canvas.text(564, 392, 'Batch, then Enter', 'small', ink.faint);
  const box = panelButtons.batch;
  canvas.fill(box, ink.card);
  canvas.frame(box, state.isTyping ? 3 : 1, state.isTyping ? ink.typing : ink.pipe);
  canvas.text(box.x + 10, box.y + 4, state.typed, 'large', ink.words);
  const caret = box.x + 11 + textWidth(state.typed, 'large');
  if (state.isTyping) canvas.fill({ x: caret, y: box.y + 8, width: 2, height: 28 }, ink.typing);
}

function drawKey(canvas: PanelCanvas, state: PanelState, button: PanelButton, words: string): void {
  const box = panelButtons[button];
  canvas.plate(box, 5, ink.pipe);
  const inner = { x: box.x + 1, y: box.y + 1, width: box.width - 2, height: box.height - 2 };
  canvas.plate(inner, 4, state.pressed === button ? ink.keyDown : ink.key);
  canvas.textIn(box, words, box.height > 40 ? 'large' : 'small', ink.words);
}
