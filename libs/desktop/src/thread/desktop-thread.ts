import { MessageChannel, Worker } from 'node:worker_threads';
import type { DialDesktop } from '../desktop-upstream.js';
import type { DesktopOrder, DesktopReport, Port } from './desktop-messages.js';
import type { OwnViewers } from '../viewer.js';
import { serveDesktopOn } from './serve-desktop.js';

/** The thread of one desktop session, as the thread that holds the session sees it. */
export interface DesktopThread extends Port<DesktopOrder, DesktopReport> {
  /**
   * Resolves when it has ended, and its sockets with it; with the name of the error that ended it, or null. Only the name: a
   * message may hold what came over the wire.
   */
  readonly ended: Promise<string | null>;
  /** Ends it, whatever it does. Resolves with `ended`. */
  stop(): Promise<unknown>;
}

/** A heap that outgrows this ends its own session. Buffers are not counted here; each has a bound of its own. */
const heapMegabytes = 192;

/** @param module of a protocol lib, built; it calls `serveDesktop`. */
export function startDesktopThread(module: URL): DesktopThread {
  const worker = new Worker(module, {
    name: 'desktop',
    // Nothing of the host's environment is its business.
    env: {},
    resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
  });
  let fault: string | null = null;
  // An 'error' is followed by 'exit'; without a listener it would end the process and its sessions.
  worker.on('error', (error: unknown) => (fault = nameOf(error)));
  worker.on('messageerror', (error) => (fault = nameOf(error)));
  return {
    postMessage: (message, transfer) => worker.postMessage(message, transfer),
    on: (event, listener) => worker.on(event, listener),
    ended: new Promise((resolve) => worker.once('exit', () => resolve(fault))),
    stop: () => worker.terminate(),
  };
}

function nameOf(error: unknown): string {
  return typeof error === 'object' && error !== null && 'name' in error ? String(error.name) : 'Error';
}

/** The same service within the caller's thread: for specs, which run from the sources. */
export function desktopOnThisThread<Settings>(
  dial: DialDesktop<Settings>,
  viewers: OwnViewers = {},
): DesktopThread {
  const { port1, port2 } = new MessageChannel();
  serveDesktopOn(port2, dial, viewers);
  return {
    postMessage: (message, transfer) => port1.postMessage(message, transfer),
    on: (event, listener) => port1.on(event, listener),
    ended: new Promise((resolve) => port1.once('close', () => resolve(null))),
    stop: async () => port1.close(),
  };
}
