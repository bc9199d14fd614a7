import { parseArgs } from 'node:util';
import { ConfigError, settingsHelp, settingsOf } from '@bailiwick/config';
import { environmentSchema, SUBGRAPH_URL_ABOUT } from './environment.js';

export const HELP = `npm run start:gateway -- [--port N] [--host ADDRESS] [--supergraph FILE]

Serves one GraphQL graph at /graphql over the subgraphs of a composed supergraph, and health at /livez and /readyz. The
flags are the settings PORT, HOST and SUPERGRAPH; all others come from the environment:

${settingsHelp(settingsOf(environmentSchema))}
  SUBGRAPH_<NAME>_URL  ${SUBGRAPH_URL_ABOUT}
`;

export interface CommandLine {
  readonly help: boolean;
  /** The flags under their environment names. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Flags win over the environment, because they are the nearer word. */
export function parseCommandLine(args: readonly string[]): CommandLine {
  const { port, host, supergraph, help = false } = parse(args);
  const flags = { PORT: port, HOST: host, SUPERGRAPH: supergraph };
  const given = Object.entries(flags).flatMap(([name, value]) => (value === undefined ? [] : [[name, value] as const]));
  return { help, environment: Object.fromEntries(given) };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      options: { port: text, host: text, supergraph: text, help: { type: 'boolean', short: 'h' } },
    }).values;
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    throw new ConfigError([`${problem}. Run with --help for the flags there are`]);
  }
}
