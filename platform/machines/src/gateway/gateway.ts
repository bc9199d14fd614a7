import { EXIT } from '../exit.js';
import { Problem } from '../problem.js';
import type { World } from '../world.js';
import type { Connection } from './connection.js';
import { fieldProblem, httpProblem, readBody, type AnsweredError } from './http-problem.js';
import type { Operation } from './operation.js';
import { sendPatiently, type Answered } from './send.js';

export interface Gateway {
  ask<Answer>(operation: Operation<Answer>, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  /** The same, with what was denied or did not answer; for operations that say what they `mayMiss`. */
  askPartly<Answer>(
    operation: Operation<Answer>,
    variables?: Readonly<Record<string, unknown>>,
  ): Promise<Partly<Answer>>;
}

export interface Partly<Answer> {
  readonly data: Answer;
  readonly errors: readonly AnsweredError[];
}

/** The only way out of this program. Whoever holds the token may do what the platform's own rules say, and no more. */
export function createGateway(connection: Connection, world: Pick<World, 'fetch' | 'wait'>): Gateway {
  const askPartly = async <Answer>(
    operation: Operation<Answer>,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Partly<Answer>> => {
    const answered = await sendPatiently(connection, operation, variables, world);
    if (answered.status !== 200) throw httpProblem(answered, connection);
    return judged(answered, operation);
  };
  return { askPartly, ask: async (operation, variables) => (await askPartly(operation, variables)).data };
}

function judged<Answer>(answered: Answered, operation: Operation<Answer>): Partly<Answer> {
  const { data, errors } = readBody(answered.text);
  const [first] = errors;
  const unbearable = errors.find(({ path }) => operation.mayMiss?.(path ?? []) !== true);
  if (unbearable !== undefined) throw fieldProblem(unbearable, answered.requestId);
  const read = operation.answer.safeParse(data);
  if (read.success) return { data: read.data, errors };
  if (first !== undefined) throw fieldProblem(first, answered.requestId);
  const [issue] = read.error.issues;
  throw new Problem(EXIT.defect, `The gateway’s answer to ${operation.name} is not what its schema promises.`, {
    next: 'Use the version of this command that belongs to the platform, or report it with the request id.',
    requestId: answered.requestId,
    lines: issue === undefined ? [] : [`${issue.path.join('.')}: ${issue.message}`],
  });
}
