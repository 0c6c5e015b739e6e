import type { GatewayConfig } from '../config/config.js';

/** The line for a person's own client: `ssh -p 2222 login+handle@gateway`. Both names are made of plain letters. */
export function sshCommandFor(config: GatewayConfig): (login: string, handle: string) => string {
  const host = new URL(config.publicOrigin).hostname;
  const port = config.ssh.port === 22 ? '' : `-p ${config.ssh.port} `;
  return (login, handle) => `ssh ${port}${login}+${handle}@${host}`;
}
