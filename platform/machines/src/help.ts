import type { Command, Options } from './command.js';
import { EXIT_HELP } from './exit.js';
import { COMMON } from './read-arguments.js';
import { aligned, indented } from './terminal/table.js';

export function helpOfAll(commands: readonly Command[]): string {
  return `bailiwick COMMAND [options]

Machine identities, their credentials and why they are trusted or not: for administrators, and for pipelines that keep
them as code. It talks to the gateway alone, with a person's token or a machine's, and may do what that one may.

Commands
${indented(aligned(commands.map(({ name, summary }) => [name, summary])))}
Every command takes
${indented(optionLines(COMMON))}
bailiwick COMMAND --help says more; bailiwick --version says which version this is.

${EXIT_HELP}`;
}

export function helpOf(command: Command): string {
  const own = optionLines(command.options);
  return `bailiwick ${[command.name, command.usage].filter((part) => part !== '').join(' ')}

${command.about.trim()}
${own === '' ? '' : `\nOptions\n${indented(own)}`}
Every command takes
${indented(optionLines(COMMON))}
${EXIT_HELP}`;
}

function optionLines(options: Options): string {
  return aligned(
    Object.entries(options).map(([name, { short, value, help, multiple }]) => [
      `--${name}${value === undefined ? '' : ` ${value}`}${short === undefined ? '' : `, -${short}`}`,
      `${help}${multiple ? '; may be repeated' : ''}`,
    ]),
  );
}
