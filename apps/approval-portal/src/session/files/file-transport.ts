/** What carries SFTP to the machine and back: a socket that is open already. One listener each; a later one replaces. */
export interface FileTransport {
  send(bytes: Uint8Array<ArrayBuffer>): void;
  onBytes(listener: (bytes: Uint8Array) => void): void;
  /** Called once, also when it is closed already. */
  onClose(listener: () => void): void;
  close(): void;
}
