import type { GatewayContext } from '../wiring/context.module.js';

/** What a make-believe machine of the demo plant is known by: made once, and kept sealed in the database. */
export interface KeptIdentity<Identity> {
  read(): Promise<Identity | null>;
  write(identity: Identity): Promise<void>;
}

/** @param name of the secret, one for each machine. */
export function keptIdentity<Identity>(
  { database, secretBox, clock }: GatewayContext,
  name: string,
): KeptIdentity<Identity> {
  return {
    read: async () => {
      const [row] = await database.query<{ sealed: Buffer }[]>(
        `SELECT sealed FROM installation_secret WHERE name = $1`,
        [name],
      );
      return row ? (JSON.parse(secretBox.open(row.sealed, name).toString('utf8')) as Identity) : null;
    },
    write: async (identity) => {
      const sealed = secretBox.seal(Buffer.from(JSON.stringify(identity)), name);
      await database.query(
        `INSERT INTO installation_secret (name, sealed, made_at) VALUES ($1, $2, $3)
         ON CONFLICT (name) DO UPDATE SET sealed = excluded.sealed`,
        [name, sealed, clock.now()],
      );
    },
  };
}

/** Starts what listens where it was before; when that port is taken, on a free one. */
export async function startOnKeptPort<Running>(
  port: number,
  start: (port: number) => Promise<Running>,
): Promise<Running> {
  try {
    return await start(port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    return start(0);
  }
}
