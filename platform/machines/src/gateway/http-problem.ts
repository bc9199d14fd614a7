import { z } from 'zod';
import { EXIT, type Exit } from '../exit.js';
import { Problem } from '../problem.js';
import type { Connection } from './connection.js';
import { describeRemedy, REASON } from './reason.js';
import type { Answered } from './send.js';

const ERROR = z.object({
  message: z.string(),
  path: z.array(z.union([z.string(), z.number()])).nullish(),
  extensions: z.object({ code: z.string(), reason: REASON.nullish(), decisionId: z.string().nullish() }).nullish(),
});
const BODY = z.object({ data: z.unknown().optional(), errors: z.array(ERROR).optional() });

export type AnsweredError = z.output<typeof ERROR>;

/** What is no GraphQL, a proxy's page for instance, is an answer without data and without errors. */
export function readBody(text: string): { readonly data: unknown; readonly errors: readonly AnsweredError[] } {
  try {
    const { data = null, errors = [] } = BODY.parse(JSON.parse(text));
    return { data, errors };
  } catch {
    return { data: null, errors: [] };
  }
}

/** An answer about the whole request. */
export function httpProblem(answered: Answered, connection: Connection): Problem {
  const [error] = readBody(answered.text).errors;
  if (error === undefined) return noGateway(answered, connection);
  const { status, requestId } = answered;
  const advice = REQUESTS[error.extensions?.code ?? ''] ?? { exit: exitOf(status), next: ADVICE[status] ?? REPORT };
  return problemOf(error, advice, requestId);
}

/** A proxy's page, or another service: nothing that speaks GraphQL. */
function noGateway({ status, requestId }: Answered, { url }: Connection): Problem {
  const exit = status >= 500 ? EXIT.unreachable : EXIT.usage;
  return new Problem(exit, `${url.href} answered ${status}, and not as a gateway does.`, {
    next: 'Check --url: it names the gateway, such as https://gateway.example.com.',
    requestId,
  });
}

/** An answer about one field, when the rest was answered. */
export function fieldProblem(error: AnsweredError, requestId: string | null): Problem {
  const known = FIELDS[error.extensions?.code ?? ''] ?? { exit: EXIT.defect, next: REPORT };
  return problemOf(error, known, requestId);
}

interface Advice {
  readonly exit: Exit;
  readonly next: string;
}

/** The owner's own words where there are some; they know better than this program. */
function problemOf({ message, extensions }: AnsweredError, { exit, next }: Advice, requestId: string | null): Problem {
  const reason = extensions?.reason ?? null;
  return new Problem(exit, reason?.message ?? message, {
    code: reason?.code ?? extensions?.code,
    next: describeRemedy(reason) ?? next,
    requestId,
    decisionId: extensions?.decisionId,
  });
}

const REPORT = 'Report it with the request id: the platform’s log says more under it.';
const SIGN_IN = 'Get a new token, or check that the machine’s credential is in force: bailiwick passport ID.';
const ADVICE: Readonly<Record<number, string>> = {
  400: 'Correct what the message names.',
  401: SIGN_IN,
  403: 'Ask an administrator of the tenant; bailiwick explain DECISION-ID shows them the whole chain.',
  503: 'Send the same again in a moment.',
};
/** The two ways of a request that is no request: its values are wrong, or this program knows another graph. */
const REQUESTS: Readonly<Record<string, Advice>> = {
  BAD_USER_INPUT: { exit: EXIT.usage, next: 'Correct the value that the message names.' },
  GRAPHQL_VALIDATION_FAILED: {
    exit: EXIT.defect,
    next: 'Use the version of this command that belongs to the platform.',
  },
};
const FIELDS: Readonly<Record<string, Advice>> = {
  NOT_PERMITTED: { exit: EXIT.notPermitted, next: 'Ask an administrator of the tenant for a role that includes it.' },
  UNAUTHENTICATED: { exit: EXIT.notPermitted, next: 'Name the tenant with --tenant.' },
  UNAVAILABLE: { exit: EXIT.unreachable, next: 'Send the same again in a moment.' },
  BAD_USER_INPUT: { exit: EXIT.usage, next: 'Correct what the message names.' },
};

function exitOf(status: number): Exit {
  if (status === 401 || status === 403) return EXIT.notPermitted;
  if (status === 408 || status === 429 || status === 503) return EXIT.unreachable;
  return status >= 500 ? EXIT.defect : EXIT.usage;
}
