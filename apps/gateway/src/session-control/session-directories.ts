import { join } from 'node:path';

/** Where this node keeps what sessions need, under its data directory. */
export interface SessionDirectories {
  readonly spoolDirectory: string;
  readonly storeDirectory: string;
  readonly latchDirectory: string;
  readonly killDirectory: string;
  readonly streamDirectory: string;
}

export function sessionDirectories(dataDirectory: string): SessionDirectories {
  return {
    spoolDirectory: join(dataDirectory, 'recordings', 'spool'),
    storeDirectory: join(dataDirectory, 'recordings', 'store'),
    latchDirectory: join(dataDirectory, 'latch'),
    killDirectory: join(dataDirectory, 'kill'),
    streamDirectory: join(dataDirectory, 'run'),
  };
}
