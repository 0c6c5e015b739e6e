import { z } from 'zod';
import { IdText } from './common.js';

/**
 * File transfer beside a browser's terminal: GET /api/files, upgraded with this subprotocol. The first message is
 * `open`, as text, and names a running session of this person in a browser. What is sent before `ready` has come, is
 * lost. Then binary messages carry packets of SFTP version 3 both ways, cut anywhere; `ended` comes when the channel is
 * refused, and is the last.
 */
export const filesSubprotocol = 'gatehouse.files.v1';

export const FilesClientMessage = z.strictObject({ type: z.literal('open'), sessionId: IdText });
export type FilesClientMessage = z.infer<typeof FilesClientMessage>;

export const FilesServerMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('ready') }),
  /** `code` is one of the refusals; the text says what to do next. */
  z.object({ type: z.literal('ended'), code: z.string(), text: z.string() }),
]);
export type FilesServerMessage = z.infer<typeof FilesServerMessage>;
