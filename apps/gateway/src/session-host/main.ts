import type { ControlNews, ControlQuestions, HostNews, HostQuestions } from './host-messages.js';
import { ProcessChannel } from './process-channel.js';
import { SessionHost } from './session-host.js';

// A child of the control process, started by fork. Ctrl-C goes to the whole group of processes: the control process
// decides when this one ends.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

const channel = new ProcessChannel<HostQuestions, HostNews, ControlQuestions, ControlNews>(process);
let host: SessionHost | null = null;

channel.hear('start', (start) => {
  SessionHost.open(channel, start).then(
    (opened) => (host = opened),
    (error: unknown) => {
      console.error('a session host cannot start:', error);
      process.exit(1);
    },
  );
});

process.on('disconnect', () => {
  channel.lost();
  if (!host) process.exit(0);
  void host.orphaned().then(() => process.exit(0));
});

// Invariant: a fault in one session ends that session, never the process with all the others in it. What reaches
// this place had no session to belong to; it is told, and the process goes on with those that run well.
process.on('uncaughtException', (error) => console.error('a fault in a session host:', error.name));
process.on('unhandledRejection', (error) =>
  console.error('a fault in a session host:', error instanceof Error ? error.name : 'unknown'),
);
