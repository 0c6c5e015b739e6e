import { z } from 'zod';
import { SessionMessage } from './session-messages.js';

/**
 * The terminal socket: GET /api/terminal, upgraded with this subprotocol. The first message is `open`, as text.
 * After `ready`, binary messages carry terminal bytes both ways and text messages carry the control below.
 */
export const terminalSubprotocol = 'gatehouse.terminal.v1';

export const TerminalClientMessage = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('open'),
    ticket: z.string().min(20).max(200),
    columns: z.number().int().min(10).max(500),
    rows: z.number().int().min(2).max(300),
  }),
  z.strictObject({
    type: z.literal('resize'),
    columns: z.number().int().min(10).max(500),
    rows: z.number().int().min(2).max(300),
  }),
]);
export type TerminalClientMessage = z.infer<typeof TerminalClientMessage>;

export const TerminalServerMessage = SessionMessage;
export type TerminalServerMessage = SessionMessage;
