import type { Command, Context, Outcome } from './command.js';
import { COMMANDS } from './commands/all.js';
import { EXIT, type Exit } from './exit.js';
import { readConnection } from './gateway/connection.js';
import { createGateway } from './gateway/gateway.js';
import { helpOf, helpOfAll } from './help.js';
import { misused, Problem } from './problem.js';
import { readArguments } from './read-arguments.js';
import { describeProblem, problemAsJson } from './terminal/describe-problem.js';
import { didYouMean } from './terminal/nearest.js';
import { createStyle, wantsColour } from './terminal/style.js';
import type { World } from './world.js';

/** From words to an exit code. Everything that ends a command early is a `Problem`, or a defect of ours. */
export async function run(args: readonly string[], version: string, world: World): Promise<Exit> {
  const json = args.includes('--json');
  try {
    const outcome = await outcomeOf(args, version, world);
    world.out.write(json ? `${JSON.stringify(outcome.json, null, 2)}\n` : outcome.text);
    return outcome.exit ?? EXIT.done;
  } catch (error) {
    const problem = error instanceof Problem ? error : defect(error);
    const style = createStyle(wantsColour(world.err.isTTY, world.env));
    world.err.write(json ? problemAsJson(problem) : describeProblem(problem, style));
    return problem.exit;
  }
}

async function outcomeOf([first, ...rest]: readonly string[], version: string, world: World): Promise<Outcome> {
  if (first === '--version') return { text: `bailiwick ${version}\n`, json: { version } };
  const wantsHelp = first === undefined || first === '--help' || first === '-h' || first === 'help';
  if (wantsHelp)
    return helpFor(
      rest.find((word) => !word.startsWith('-')),
      first === undefined ? EXIT.usage : EXIT.done,
    );
  const command = commandNamed(first);
  const given = readArguments(command, rest);
  if (given.flag('help')) return { text: helpOf(command), json: command };
  return command.run(contextOf(given, world));
}

function helpFor(name: string | undefined, exit: Exit): Outcome {
  if (name === undefined) return { text: helpOfAll(COMMANDS), json: COMMANDS, exit };
  const command = commandNamed(name);
  return { text: helpOf(command), json: command };
}

function commandNamed(name: string): Command {
  const found = COMMANDS.find((command) => command.name === name);
  if (found !== undefined) return found;
  const known = COMMANDS.map((command) => command.name);
  if (name.startsWith('-'))
    throw misused('The command comes first, then its options.', `Such as: bailiwick list ${name}`);
  throw misused(
    `There is no command ${name}.${didYouMean(name, known)}`,
    `There are: ${known.join(', ')}. More with --help.`,
  );
}

function contextOf(given: Context['given'], world: World): Context {
  return {
    given,
    world,
    style: createStyle(wantsColour(world.out.isTTY, world.env)),
    json: given.flag('json'),
    gateway: async () => createGateway(await readConnection(given, world), world),
    note: (text) => {
      world.err.write(text);
    },
  };
}

/** Its words are not for people, and never hold a secret: what is sent and answered is in no message of ours. */
function defect(error: unknown): Problem {
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new Problem(EXIT.defect, `This command broke. ${what}`, { next: 'Report it, with how you called it.' });
}
