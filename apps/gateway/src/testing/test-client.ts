import { request } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

/** JSON as a spec reads it. */
export interface Json {
  [key: string]: unknown;
}

export interface TestAnswer<Body = Json> {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; empty when it is none. */
  readonly body: Body;
}

/** What a page of the portal can do: keeps the cookie, sends Origin and JSON. Headers may be overridden or left out. */
export class TestClient {
  cookie: string | null = null;

  constructor(
    private readonly port: number,
    private readonly origin: string,
    /** Sent as X-Forwarded-For, which counts when the gateway trusts 127.0.0.1. */
    private readonly from: string | null = null,
  ) {}

  get<Body = Json>(
    path: string,
    headers: Record<string, string | undefined> = {},
  ): Promise<TestAnswer<Body>> {
    return this.send<Body>('GET', path, undefined, headers);
  }

  post<Body = Json>(path: string, body?: unknown): Promise<TestAnswer<Body>> {
    return this.send<Body>('POST', path, body);
  }

  /** @param body an object is sent as JSON, text and bytes as they are. */
  send<Body = Json>(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string | undefined> = {},
  ): Promise<TestAnswer<Body>> {
    const bytes = bytesOf(body);
    const all: Record<string, string | undefined> = {
      host: new URL(this.origin).host,
      origin: this.origin,
      cookie: this.cookie ?? undefined,
      'x-forwarded-for': this.from ?? undefined,
      'content-type': bytes ? 'application/json' : undefined,
      'content-length': bytes ? String(bytes.length) : undefined,
      ...headers,
    };
    const sent = Object.fromEntries(
      Object.entries(all).filter((entry): entry is [string, string] => !!entry[1]),
    );
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { host: '127.0.0.1', port: this.port, method, path, headers: sent, agent: false },
        (incoming) => {
          const chunks: Buffer[] = [];
          incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
          incoming.on('error', reject);
          incoming.on('end', () => {
            this.keepCookie(incoming.headers['set-cookie'] ?? []);
            const text = Buffer.concat(chunks).toString('utf8');
            resolve({
              status: incoming.statusCode ?? 0,
              headers: incoming.headers,
              text,
              body: bodyOf(text) as Body,
            });
          });
        },
      );
      outgoing.on('error', reject);
      outgoing.end(bytes ?? undefined);
    });
  }

  private keepCookie(setCookies: string[]): void {
    for (const line of setCookies) {
      const pair = line.split(';', 1)[0] ?? '';
      this.cookie = pair.endsWith('=') ? null : pair;
    }
  }
}

function bytesOf(body: unknown): Buffer | null {
  if (body === undefined || Buffer.isBuffer(body)) return body ?? null;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return {};
  }
}
