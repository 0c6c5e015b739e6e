import pg from 'pg';

export interface DatabaseListener {
  close(): Promise<void>;
}

/**
 * Hears NOTIFY on a connection of its own, and connects again when it is lost. A notice may be missed while the
 * link is down, so it only ever wakes somebody who also looks by the clock; `onGap` says that some may be missing.
 */
export function listenTo(
  url: string,
  channels: readonly string[],
  on: { notice(channel: string, payload: string): void; gap?(): void },
): DatabaseListener {
  let closed = false;
  let client: pg.Client | null = null;
  let again: NodeJS.Timeout | undefined;

  const connect = async (): Promise<void> => {
    const next = new pg.Client({
      connectionString: url,
      application_name: 'gatehouse-listener',
      keepAlive: true,
    });
    client = next;
    let lost = false;
    const lose = (): void => {
      if (lost || closed) return;
      lost = true;
      void next.end().catch(() => undefined);
      on.gap?.();
      again = setTimeout(() => void connect(), 1000);
      again.unref();
    };
    next.on('error', lose);
    next.on('end', lose);
    next.on('notification', (message) => on.notice(message.channel, message.payload ?? ''));
    try {
      await next.connect();
      for (const channel of channels) await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`);
    } catch {
      lose();
    }
  };

  const connecting = connect();
  return {
    async close() {
      closed = true;
      clearTimeout(again);
      await connecting.catch(() => undefined);
      await client?.end().catch(() => undefined);
    },
  };
}
