/**
 * RFB's SetDesktopSize, with one screen (rfbproto, section "SetDesktopSize"). noVNC would ask for the size of its own element, in which
 * a small window has no room for the menus of a desktop.
 */
export function desktopSizeMessage(size: {
  readonly width: number;
  readonly height: number;
}): Uint8Array<ArrayBuffer> {
  const message = new DataView(new ArrayBuffer(24));
  message.setUint8(0, 251);
  message.setUint16(2, size.width);
  message.setUint16(4, size.height);
  message.setUint8(6, 1);
  message.setUint16(16, size.width);
  message.setUint16(18, size.height);
  return new Uint8Array(message.buffer);
}
