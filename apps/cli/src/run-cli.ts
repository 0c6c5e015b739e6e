import { help } from './help.js';
import { inertOutput } from './inert-output.js';
import { kill, unlatch } from './kill.js';
import { type Output, UsageError } from './output.js';
import { verify } from './verify.js';

const commands: Record<string, (args: readonly string[], output: Output) => Promise<number>> = {
  verify,
  kill,
  unlatch,
};

/** Runs one command. Gives the exit code: 0 all is well, 1 it is not, 2 the command was not understood. */
export async function runCli(args: readonly string[], terminal: Output): Promise<number> {
  const [name, ...rest] = args;
  const isJson = rest.includes('--json');
  const output = inertOutput(terminal, isJson);
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
    output.print(help);
    return name === undefined ? 2 : 0;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    output.print(help);
    return 0;
  }
  try {
    const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (!command) throw new UsageError(`There is no command ${JSON.stringify(name)}. See gatehouse --help.`);
    return await command(rest, output);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (isJson) output.print(JSON.stringify({ ok: false, error: message }));
    else output.complain(message);
    // parseArgs throws TypeErrors with a code of its own for what it does not know.
    const isUsage =
      error instanceof UsageError || String((error as { code?: string }).code).startsWith('ERR_PARSE_ARGS');
    return isUsage ? 2 : 1;
  }
}
