import pg from 'pg';

/**
 * Listens for new revocations. Only ever makes the reader look sooner: when this is deaf, the reader still looks once
 * a second, so nothing here is an error for anybody.
 */
export class RevocationWake {
  private client: pg.Client | null = null;
  private retry: NodeJS.Timeout | undefined;
  private stopped = false;

  constructor(
    private readonly url: string,
    private readonly wake: () => void,
  ) {}

  start(): void {
    if (this.stopped) return;
    const client = new pg.Client({
      connectionString: this.url,
      application_name: 'gatehouse revocations',
      keepAlive: true,
    });
    this.client = client;
    client.on('notification', () => this.wake());
    client.on('error', () => this.again(client));
    client.on('end', () => this.again(client));
    client
      .connect()
      .then(() => client.query('LISTEN gatehouse_revocation'))
      .catch(() => this.again(client));
  }

  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.retry);
    await this.client?.end().catch(() => undefined);
  }

  private again(client: pg.Client): void {
    if (this.stopped || this.client !== client) return;
    this.client = null;
    client.end().catch(() => undefined);
    this.retry = setTimeout(() => this.start(), 2_000);
  }
}
