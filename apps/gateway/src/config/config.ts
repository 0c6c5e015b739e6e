import { availableParallelism } from 'node:os';
import { isAbsolute, join, resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import { ConfigError } from './config-error.js';

/** Everything the environment decides, read once at start. Secrets of the installation are apart, in `keys/`. */
export interface GatewayConfig {
  readonly demo: boolean;
  readonly dataDirectory: string;
  /** Unset: the embedded PostgreSQL under the data directory. */
  readonly databaseUrl: string | null;
  /** Unset: jobs run on PostgreSQL. */
  readonly redisUrl: string | null;
  /** Scheme, host and port people type, without a trailing slash. Also decides the cookie and the Host check. */
  readonly publicOrigin: string;
  readonly http: {
    readonly host: string;
    readonly port: number;
    /** `local-ca`: https without certificate files and without a proxy in front. */
    readonly tls: { readonly certFile: string; readonly keyFile: string } | 'local-ca' | null;
  };
  readonly ssh: { readonly host: string; readonly port: number };
  /** The door for people's own VNC viewers; null where there is none. */
  readonly vnc: { readonly host: string; readonly port: number } | null;
  /** The same for their own RDP clients. */
  readonly rdp: { readonly host: string; readonly port: number } | null;
  readonly keyEncryptionKeyFile: string;
  /** Processes that run sessions; with 0 this node serves the portal only. */
  readonly sessionHosts: number;
  /** CIDR blocks of proxies whose X-Forwarded-For counts. */
  readonly trustedProxies: readonly string[];
  readonly smtpUrl: string | null;
  readonly mailFrom: string;
  readonly webhookUrl: string | null;
  readonly logLevel: string;
  readonly sessionIdleSeconds: number;
  readonly sessionAbsoluteSeconds: number;
}

/**
 * @param environment as `process.env`. A name with `_FILE` behind it names a file that holds the value.
 * @param argv arguments after the program name; `--demo` is the only one.
 * @throws ConfigError that says which value is wrong and what to write instead.
 */
export function readConfig(
  environment: Record<string, string | undefined>,
  argv: readonly string[],
): GatewayConfig {
  const unknown = argv.find((argument) => argument !== '--demo');
  if (unknown !== undefined) throw new ConfigError(`unknown argument ${unknown}; the only one is --demo`);
  const demo = argv.includes('--demo');
  const value = (name: string): string | null => readValue(environment, name);
  const dataDirectory = resolve(value('DATA_DIR') ?? '.data');
  const httpHost = value('HTTP_HOST') ?? '127.0.0.1';
  const files = readTls(value('TLS_CERT_FILE'), value('TLS_KEY_FILE'));
  const trustedProxies = readList(value('TRUSTED_PROXIES'));
  const wantsTls = value('PUBLIC_ORIGIN')?.startsWith('https:') === true && trustedProxies.length === 0;
  const tls = files ?? (wantsTls ? ('local-ca' as const) : null);
  const httpPort = readPort('HTTP_PORT', value('HTTP_PORT'), tls ? 8443 : 8080);
  const publicOrigin = readOrigin(
    value('PUBLIC_ORIGIN') ?? `${tls ? 'https' : 'http'}://localhost:${httpPort}`,
  );
  if (!publicOrigin.startsWith('https:') && !isLocal(new URL(publicOrigin).hostname))
    throw new ConfigError(
      `PUBLIC_ORIGIN is ${publicOrigin}: plain http is for localhost only. Write https; without TLS_CERT_FILE and TLS_KEY_FILE a local CA makes the certificate.`,
    );
  if (demo && !['127.0.0.1', '::1', 'localhost'].includes(httpHost))
    throw new ConfigError('the demo plant listens on localhost only; leave HTTP_HOST unset');
  return Object.freeze({
    demo,
    dataDirectory,
    databaseUrl: value('DATABASE_URL'),
    redisUrl: value('REDIS_URL'),
    publicOrigin,
    http: { host: httpHost, port: httpPort, tls },
    ssh: {
      host: value('SSH_HOST') ?? (demo ? '127.0.0.1' : '0.0.0.0'),
      port: readPort('SSH_PORT', value('SSH_PORT'), 2222),
    },
    vnc: readDoor('VNC_PORT', value('VNC_PORT') ?? (demo ? '5999' : 'off'), value('VNC_HOST'), demo),
    rdp: readDoor('RDP_PORT', value('RDP_PORT') ?? (demo ? '3390' : 'off'), value('RDP_HOST'), demo),
    keyEncryptionKeyFile: absolute(dataDirectory, value('KEK_FILE') ?? 'keys/kek'),
    sessionHosts: readNumber(
      'SESSION_HOSTS',
      value('SESSION_HOSTS'),
      Math.max(1, availableParallelism()),
      0,
      64,
    ),
    trustedProxies,
    smtpUrl: value('SMTP_URL'),
    mailFrom: value('MAIL_FROM') ?? `gatehouse@${new URL(publicOrigin).hostname}`,
    webhookUrl: value('WEBHOOK_URL'),
    logLevel: value('LOG_LEVEL') ?? (demo ? 'warn' : 'info'),
    sessionIdleSeconds: readNumber('WEB_IDLE_SECONDS', value('WEB_IDLE_SECONDS'), 30 * 60, 60, 24 * 3600),
    sessionAbsoluteSeconds: readNumber(
      'WEB_ABSOLUTE_SECONDS',
      value('WEB_ABSOLUTE_SECONDS'),
      12 * 3600,
      60,
      24 * 3600,
    ),
  });
}

function readValue(environment: Record<string, string | undefined>, name: string): string | null {
  const direct = environment[name];
  const file = environment[`${name}_FILE`];
  const namesAFile = !['TLS_CERT', 'TLS_KEY', 'KEK'].includes(name) && file;
  if (direct && namesAFile) throw new ConfigError(`${name} and ${name}_FILE are both set; keep one`);
  if (namesAFile) {
    try {
      return readFileSync(file, 'utf8').trim() || null;
    } catch {
      throw new ConfigError(`${name}_FILE cannot be read; check the path and its permissions`);
    }
  }
  return direct?.trim() || null;
}

function readList(text: string | null): string[] {
  return (text ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean);
}

function readTls(
  certFile: string | null,
  keyFile: string | null,
): { certFile: string; keyFile: string } | null {
  if (certFile === null && keyFile === null) return null;
  if (certFile === null || keyFile === null)
    throw new ConfigError('TLS_CERT_FILE and TLS_KEY_FILE go together; one is missing');
  return { certFile: resolve(certFile), keyFile: resolve(keyFile) };
}

function readOrigin(text: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new ConfigError(`PUBLIC_ORIGIN is ${text}; write it as https://gatehouse.example.com`);
  }
  if (
    !['http:', 'https:'].includes(url.protocol) ||
    url.pathname !== '/' ||
    url.search ||
    url.hash ||
    url.username
  )
    throw new ConfigError(
      'PUBLIC_ORIGIN is scheme, host and port only, such as https://gatehouse.example.com',
    );
  return url.origin;
}

function readPort(name: string, text: string | null, fallback: number): number {
  return readNumber(name, text, fallback, 0, 65535);
}

/** `off`, or the port: a door that nobody asked for is not opened. */
function readDoor(
  name: string,
  port: string,
  host: string | null,
  demo: boolean,
): { host: string; port: number } | null {
  if (port === 'off') return null;
  return { host: host ?? (demo ? '127.0.0.1' : '0.0.0.0'), port: readPort(name, port, 0) };
}

function readNumber(
  name: string,
  text: string | null,
  fallback: number,
  least: number,
  most: number,
): number {
  if (text === null) return fallback;
  const number = Number(text);
  if (!Number.isInteger(number) || number < least || number > most)
    throw new ConfigError(`${name} is ${text}; write a whole number from ${least} to ${most}`);
  return number;
}

function isLocal(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname === '127.0.0.1' ||
    hostname === '[::1]' ||
    hostname.endsWith('.localhost')
  );
}

function absolute(base: string, path: string): string {
  return isAbsolute(path) ? path : join(base, path);
}
