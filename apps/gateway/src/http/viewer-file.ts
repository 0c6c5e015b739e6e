/** Where a viewer is to go. Host and handle are made of plain letters; `port` is not the display number. */
export interface ViewerAddress {
  readonly host: string;
  readonly port: number;
}

/**
 * What TigerVNC's viewer opens, so that nobody types an address: its own settings file, which has a place for the address and what must
 * protect the way, and none for a user name or a password. No other format is written: viewers that read one do not speak
 * VeNCrypt.
 */
export function viewerFile(handle: string, { host, port }: ViewerAddress): { name: string; text: string } {
  const lines = [
    'TigerVNC Configuration file Version 1.0',
    '',
    `ServerName=${host}::${port}`,
    'SecurityTypes=X509Plain',
    'Shared=1',
  ];
  return { name: `${handle}.tigervnc`, text: `${lines.join('\n')}\n` };
}
