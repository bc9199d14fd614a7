import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Pick<Logger, 'info' | 'warn' | 'error' | 'debug' | 'fatal' | 'child'>;

const REMOVED = '[removed]';
const SECRET_NAMES = ['token', 'secret', 'authorization', 'headers', 'password'];

/**
 * One JSON line per event on standard error: a noun and a past verb, ids as fields. The redaction list is the second
 * fence; the first is that nobody passes tokens, headers, digests or inputs.
 */
export function createLog(name: string, level: string, destination: DestinationStream = pino.destination(2)): Log {
  const paths = SECRET_NAMES.flatMap((secret) => [secret, `*.${secret}`]);
  return pino({ name, level, redact: { paths, censor: REMOVED }, serializers: { err: describeError } }, destination);
}

export interface DescribedError {
  readonly type: string;
  readonly message: string;
  readonly code?: string;
  /** Where it happened, without the message. */
  readonly at: readonly string[];
  readonly cause?: DescribedError;
}

/**
 * What may be said of an error. By default pino would write its every property, and PostgreSQL's errors quote rows in
 * `detail` and `where`, and values in their message; of those only the code and the constraint are told.
 */
export function describeError(error: unknown): DescribedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: 'Something that is not an error was thrown.', at: [] };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : null;
  return {
    type: error.name,
    message: isDatabaseError(error) ? databaseMessage(error) : error.message,
    ...(code !== null && { code }),
    at: framesOf(error),
    ...(error.cause !== undefined && { cause: describeError(error.cause) }),
  };
}

function isDatabaseError(error: Error): boolean {
  return 'severity' in error && 'code' in error;
}

function databaseMessage(error: Error): string {
  const constraint = 'constraint' in error && typeof error.constraint === 'string' ? ` (${error.constraint})` : '';
  return `The database refused a statement${constraint}.`;
}

function framesOf(error: Error): readonly string[] {
  return (error.stack ?? '')
    .split('\n')
    .filter((line) => line.startsWith('    at '))
    .map((line) => line.trim());
}
