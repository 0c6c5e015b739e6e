import type { ChannelRight } from '@gatehouse/kernel';
import type { ViewerAddress } from './viewer-file.js';

export interface RdpFileWishes {
  readonly rights: readonly ChannelRight[];
  /** The machine's screen, in pixels. */
  readonly width: number;
  readonly height: number;
}

/**
 * What mstsc and other RDP clients open: where to go, as whom, and what to leave at home. What it switches off is off at the gateway as
 * well, whatever a client is told; the file only spares the person a question. The format has no place for a password that another
 * machine could read, so it is asked for.
 */
export function rdpFile(
  handle: string,
  { host, port }: ViewerAddress,
  userName: string,
  { rights, width, height }: RdpFileWishes,
): { name: string; text: string } {
  const hasClipboard = rights.some((right) => right === 'clipboard-in' || right === 'clipboard-out');
  const lines = [
    `full address:s:${host}:${port}`,
    `username:s:${userName}`,
    'enablecredsspsupport:i:1',
    'prompt for credentials:i:1',
    // Says whose certificate the gateway shows when nobody vouches for it, and lets the person decide.
    'authentication level:i:2',
    'negotiate security layer:i:1',
    'gatewayusagemethod:i:0',
    'autoreconnection enabled:i:0',
    `redirectclipboard:i:${hasClipboard ? 1 : 0}`,
    'drivestoredirect:s:',
    'devicestoredirect:s:',
    'usbdevicestoredirect:s:',
    'camerastoredirect:s:',
    'redirectprinters:i:0',
    'redirectcomports:i:0',
    'redirectsmartcards:i:0',
    'redirectwebauthn:i:0',
    'redirectlocation:i:0',
    'audiomode:i:2',
    'audiocapturemode:i:0',
    'videoplaybackmode:i:0',
    'compression:i:0',
    'bitmapcachepersistenable:i:0',
    'session bpp:i:32',
    'screen mode id:i:1',
    'use multimon:i:0',
    'smart sizing:i:1',
    `desktopwidth:i:${width}`,
    `desktopheight:i:${height}`,
  ];
  return { name: `${handle}.rdp`, text: `${lines.join('\r\n')}\r\n` };
}
