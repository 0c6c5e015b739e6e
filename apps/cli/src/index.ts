export { runCli } from './run-cli.js';
export type { Output } from './output.js';
export type { KillAnswer, KillRequest } from './ask-kill-socket.js';
