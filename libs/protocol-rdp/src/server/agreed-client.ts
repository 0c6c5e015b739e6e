import { BrokenViewer } from '@gatehouse/desktop';
import type { ColourDepth } from './choose-colour-depth.js';

/** A static virtual channel that was agreed; its number is that of MCS. */
export interface AgreedChannel {
  readonly id: number;
  /** As the client names it, in lower case. */
  readonly name: string;
}

/** What door and client agreed before the session's thread takes over. Plain data, which goes to that thread. */
export interface AgreedClient {
  /** MCS numbers: of the client as a user, and of the channel that all but virtual channels use. */
  readonly userId: number;
  readonly ioChannelId: number;
  readonly channels: readonly AgreedChannel[];
  readonly colourDepth: ColourDepth;
  /** Windows input locale, and the kind of keyboard (MS-RDPBCGR section 2.2.1.3.2). */
  readonly keyboardLayout: number;
  readonly keyboardType: number;
  readonly keyboardSubtype: number;
  /** The client takes Set Error Info PDUs. */
  readonly takesErrorInfo: boolean;
}

const mostChannels = 31;

/** After the way to another thread. @throws BrokenViewer for what no door of ours writes. */
export function readAgreedClient(agreed: Readonly<Record<string, unknown>>): AgreedClient {
  const { channels, colourDepth } = agreed;
  if (colourDepth !== 15 && colourDepth !== 16 && colourDepth !== 24 && colourDepth !== 32) throw foreign();
  if (!Array.isArray(channels) || channels.length > mostChannels) throw foreign();
  return {
    userId: wordOf(agreed['userId']),
    ioChannelId: wordOf(agreed['ioChannelId']),
    channels: channels.map((channel: unknown) => {
      if (typeof channel !== 'object' || channel === null || !('id' in channel) || !('name' in channel))
        throw foreign();
      if (typeof channel.name !== 'string' || channel.name.length > 8) throw foreign();
      return { id: wordOf(channel.id), name: channel.name };
    }),
    colourDepth,
    keyboardLayout: wordOf(agreed['keyboardLayout'], 0xffffffff),
    keyboardType: wordOf(agreed['keyboardType'], 0xffffffff),
    keyboardSubtype: wordOf(agreed['keyboardSubtype'], 0xffffffff),
    takesErrorInfo: agreed['takesErrorInfo'] === true,
  };
}

function wordOf(value: unknown, most = 0xffff): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0 || value > most) throw foreign();
  return value;
}

function foreign(): BrokenViewer {
  return new BrokenViewer('its door agreed something else than RDP');
}
