/** Bytes that are no SFTP or no scp. Ends that channel and nothing else. The message names no byte of the peer. */
export class MalformedFileStream extends Error {
  constructor(readonly detail: string) {
    super(detail);
    this.name = 'MalformedFileStream';
  }
}
