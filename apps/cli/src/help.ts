export const help = `gatehouse: checks recordings and stops sessions

  gatehouse verify FILE [--key PUBKEY.pem] [--checkpoints FILE.json] [--json]
      Says whether a recording is unaltered and whole, and names every gap. Needs no key that opens it.
      --key          the recording's signing key from the audit trail; without it, the file's own word counts
      --checkpoints  [{"seq": 1, "chainHash": "..."}] from the audit trail, or {"checkpoints": [...], "final": {...}}
      Exit code 0: unaltered, end proven. 1: altered, a gap, or the end is not proven. 2: cannot be checked.

  gatehouse kill --all | --session ID | --site ID [--data-dir DIR] [--json]
      Ends sessions at once and refuses new ones, without database and network. Stays in force until unlatch.
      Exit code 0: done. 1: the gateway did not answer or refused. 2: not understood.

  gatehouse unlatch --all | --session ID | --site ID [--data-dir DIR] [--json]
      Lets connect again what a kill stopped.

  DIR is the gateway's DATA_DIR; the environment's DATA_DIR, or .data, when left out.`;
