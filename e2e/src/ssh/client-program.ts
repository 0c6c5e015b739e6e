/** What a person's own client is asked to do: sign in, run one command, give it its input, bring back what it says. */
export interface ClientJob {
  readonly port: number;
  /** `login+handle` at the gateway, the account at a target. */
  readonly user: string;
  readonly firstFactor: { readonly password: string } | { readonly keyFile: string };
  /** Null at a target, which asks for none. */
  readonly code: string | null;
  readonly command: string;
  readonly stdin: Buffer;
  /** The command gives back on its output what it is given, byte for byte. */
  readonly echoes?: boolean;
  /** Bytes after which the client asks for new keys, where it can be told. */
  readonly rekeyBytes?: number;
}

export interface ClientRun {
  readonly stdout: Buffer;
  readonly stderr: string;
  /** 255 where the client reports an exit signal, as ssh does. */
  readonly code: number | null;
}

/** A real SSH client of somebody else's making. */
export interface ClientProgram {
  readonly name: string;
  run(job: ClientJob): Promise<ClientRun>;
}
