import type { FillerState } from './filler-state.js';

/** What one command line does: text to print, and whether the console closes or asks for the service password. */
export interface CommandResult {
  readonly text: string;
  readonly exitCode: number;
  readonly close?: boolean;
  readonly askServicePassword?: boolean;
}

interface Command {
  readonly usage: string;
  readonly about: string;
  run(state: FillerState, words: string[], enabled: boolean): CommandResult;
}

const say = (text: string, exitCode = 0): CommandResult => ({ text, exitCode });

const commands: Record<string, Command> = {
  help: {
    usage: 'help',
    about: 'this list',
    run: () =>
      say(
        Object.values(commands)
          .map((command) => `  ${command.usage.padEnd(24)}${command.about}`)
          .join('\n'),
      ),
  },
  status: {
    usage: 'status',
    about: 'state of the dosing loop',
    run: (state) => {
      const drifting = state.valve(17);
      const warn = drifting !== null && Math.abs(drifting.driftPercent) > 8;
      return say(
        `\x1b[32m●\x1b[0m filler-dosing, valves 1-24\n   State: \x1b[32mrunning\x1b[0m, ${state.uptimeSeconds()} s\n   Line:  stopped for cleaning` +
          (warn ? `\n   \x1b[33mWARN valve 17 drift ${drifting.driftPercent} %, limit 8.0 %\x1b[0m` : ''),
      );
    },
  },
  valves: {
    usage: 'valves',
    about: 'open times of all valves',
    run: (state) => {
      const lines = [];
      for (let number = 1; number <= 24; number++) {
        const valve = state.valve(number);
        if (valve)
          lines.push(
            `valve ${String(number).padStart(2)} open ${valve.openMs} ms, drift ${valve.driftPercent} %`,
          );
      }
      return say(lines.join('\n'));
    },
  },
  valve: {
    usage: 'valve N [set MS]',
    about: 'one valve; set needs enable',
    run: (state, words, enabled) => {
      const number = Number(words[1]);
      const valve = state.valve(number);
      if (!valve) return say(`no valve ${words[1] ?? ''}; there are 1 to 24`, 2);
      if (words[2] === undefined)
        return say(
          `valve ${number} open ${valve.openMs} ms, expected ${valve.expectedMs} ms, drift ${valve.driftPercent} %`,
        );
      const openMs = Number(words[3]);
      if (words[2] !== 'set' || !Number.isInteger(openMs) || openMs < 100 || openMs > 400)
        return say('usage: valve N set MS, with 100 to 400 ms', 2);
      if (!enabled) return say('not allowed in view mode; type enable first', 1);
      state.setValve(number, openMs);
      return say(`valve ${number} set to ${openMs} ms`);
    },
  },
  log: {
    usage: 'log [N]',
    about: 'the last N lines of the log',
    run: (state, words) => say(state.log.slice(-Math.min(500, Number(words[1]) || 20)).join('\n')),
  },
  enable: {
    usage: 'enable',
    about: 'service mode; asks for the service password, typed without echo',
    run: () => ({ text: '', exitCode: 0, askServicePassword: true }),
  },
  version: {
    usage: 'version',
    about: 'firmware',
    run: () => say('EDGE-OS 4.2.1 (demo controller of Gatehouse)'),
  },
  exit: { usage: 'exit', about: 'leave the console', run: () => ({ text: '', exitCode: 0, close: true }) },
};

/** Runs one command line. Unknown commands exit with 127, as a shell does. */
export function runCommand(state: FillerState, line: string, enabled: boolean): CommandResult {
  const words = line.trim().split(/\s+/);
  const name = words[0] ?? '';
  if (name === '') return say('');
  if (name === 'quit' || name === 'logout') return { text: '', exitCode: 0, close: true };
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  return command
    ? command.run(state, words, enabled)
    : say(`${name.slice(0, 40)}: unknown command; type help`, 127);
}
