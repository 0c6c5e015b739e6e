import { Problem } from '@gatehouse/contracts';
import type { z } from 'zod';

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: unknown;
}

/** What the API refused, with its stable code. */
export class ApiRefusal extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
    what: string,
  ) {
    super(`${what}: ${status} ${problem.code}: ${problem.detail}`);
    this.name = 'ApiRefusal';
  }

  get code(): string {
    return this.problem.code;
  }
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A browser without a screen: a cookie jar and the right Origin, nothing else. Answers are checked against the contracts. */
export class ApiClient {
  private readonly jar = new Map<string, string>();

  constructor(readonly origin: string) {}

  /** @throws ApiRefusal for every status that is not 2xx. */
  async get<T extends z.ZodType>(path: string, schema: T): Promise<z.infer<T>> {
    return schema.parse((await this.mustSend('GET', path)).json);
  }

  /** @throws ApiRefusal for every status that is not 2xx. */
  async post<T extends z.ZodType>(path: string, body: unknown, schema: T): Promise<z.infer<T>> {
    return schema.parse((await this.mustSend('POST', path, body)).json);
  }

  /** For answers nobody reads. @throws ApiRefusal for every status that is not 2xx. */
  async mustSend(method: Method, path: string, body?: unknown): Promise<Answer> {
    const answer = await this.send(method, path, body);
    if (answer.status >= 200 && answer.status < 300) return answer;
    const problem = Problem.safeParse(answer.json);
    throw new ApiRefusal(
      answer.status,
      problem.success
        ? problem.data
        : {
            type: '',
            title: '',
            status: answer.status,
            code: 'not-a-problem',
            detail: answer.text.slice(0, 300),
          },
      `${method} ${path}`,
    );
  }

  /** The answer as it came, whatever its status. */
  async send(
    method: Method,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(this.origin + path, {
      method,
      redirect: 'manual',
      signal: AbortSignal.timeout(30_000),
      headers: {
        origin: this.origin,
        ...(this.jar.size > 0 ? { cookie: this.cookies() } : {}),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, json: parse(text) };
  }

  cookies(): string {
    return [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  private keep(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const name = pair.slice(0, pair.indexOf('=')).trim();
    const value = pair.slice(pair.indexOf('=') + 1).trim();
    const gone = value === '' || attributes.some((attribute) => /^\s*max-age=0\s*$/i.test(attribute));
    if (gone) this.jar.delete(name);
    else this.jar.set(name, value);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
