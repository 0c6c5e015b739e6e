import type { FileChannel } from '@gatehouse/session/plugin';
import { SshChannel } from './ssh-channel.js';

/** The SFTP subsystem, as a person's own client has asked for it. */
export class SshFileChannel extends SshChannel implements FileChannel {
  readonly kind = 'files';
  readonly wish = 'files';
}
