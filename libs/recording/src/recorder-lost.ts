import { DomainError } from '@gatehouse/kernel';

/** No recorder, no session: the spool cannot be opened or written, and nothing more may be forwarded. */
export class RecorderLost extends DomainError {
  constructor(
    message: string,
    /** The operating system's word for it (ENOSPC, EROFS, EIO) or `wedged`; for logs, not for vendors. */
    readonly fault: string,
  ) {
    super('recorder-unavailable', message);
    this.name = 'RecorderLost';
  }
}
