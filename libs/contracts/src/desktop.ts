import { z } from 'zod';
import { SessionMessage } from './session-messages.js';

/**
 * The desktop socket: GET /api/desktop, upgraded with this subprotocol. The first message is `open`, as text, and the only
 * text a browser sends. Text messages of the gateway are those of every session. After `ready`, binary messages carry RFB (RFC
 * 6143) both ways, cut anywhere: the gateway is the server, begins with its version, and asks for no password, since the
 * ticket was spent before. What is sent before `ready` has come waits.
 */
export const desktopSubprotocol = 'gatehouse.desktop.v1';

export const DesktopClientMessage = z.strictObject({
  type: z.literal('open'),
  ticket: z.string().min(20).max(200),
  /** The screen this page has room for. A wish, which some machines cannot fulfil. */
  screen: z
    .strictObject({
      width: z.number().int().min(200).max(4096),
      height: z.number().int().min(200).max(2304),
      /** Windows input locale of the person's keyboard, where the machine leaves that to them. */
      keyboardLayout: z.number().int().min(1).max(0xffffffff).optional(),
    })
    .optional(),
});
export type DesktopClientMessage = z.infer<typeof DesktopClientMessage>;

export const DesktopServerMessage = SessionMessage;
export type DesktopServerMessage = SessionMessage;
