import { parseArgs } from 'node:util';
import { ConfigError } from '@bailiwick/config';

export const HELP = `Usage: gateway [--port N] [--host ADDRESS] [--supergraph FILE]

Serves one GraphQL graph at /graphql over the subgraphs of a composed supergraph, and health at /livez and /readyz.

  --port N             PORT                  port to listen on (4000)
  --host ADDRESS       HOST                  address to listen on (127.0.0.1)
  --supergraph FILE    SUPERGRAPH            the composed graph (schema/supergraph.graphql)
                       SUBGRAPH_<NAME>_URL   where a subgraph is, instead of the graph's own URL
                       EXCHANGE_PERSON_URL   who exchanges people's tokens (no exchange: no Txn-Token is sent)
                       EXCHANGE_MACHINE_URL  who exchanges machines' credentials
                       EXCHANGE_PERSON_NAME  its workload name (identity), EXCHANGE_MACHINE_NAME (credentials)
                       MACHINE_TOKEN_ISSUER  the "iss" of access tokens that the machines' owner issues
                       TRUST_DOMAIN          audience of Txn-Tokens, such as urn:bailiwick:prod
                       KEYS_FILE             this workload's secrets for signing hops
                       WITHDRAWAL_FEEDS      name=url,… whose token withdrawals are followed (none: no token is kept)
                       TRUSTED_PROXIES       how many proxies in front append to X-Forwarded-For (0)
                       PUBLIC_URL            the URL that clients use, for DPoP proofs
                       INTROSPECTION         on or off (on: only authenticated callers reach it)
                       LOG_LEVEL             debug, info, warn or error (info)
  Limits:   MAX_BODY_BYTES MAX_RESPONSE_BYTES MAX_QUERY_TOKENS MAX_QUERY_DEPTH MAX_QUERY_ALIASES MAX_CACHED_TOKENS
  Timeouts: CONNECT_TIMEOUT_MS SUBGRAPH_TIMEOUT_MS EXCHANGE_TIMEOUT_MS REQUEST_TIMEOUT_MS DRAIN_TIMEOUT_MS
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
