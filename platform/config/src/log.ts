import { pino, type DestinationStream, type Logger } from 'pino';

export type Log = Pick<Logger, 'info' | 'warn' | 'error' | 'debug' | 'fatal' | 'child'>;

/**
 * One JSON line per event on standard error: a noun and a past verb, ids as fields. The redaction list is the second
 * fence; the first is that nobody passes tokens, headers, digests or inputs.
 */
export function createLog(name: string, level: string, destination?: DestinationStream): Log {
  const options = {
    name,
    level,
    redact: { paths: ['token', '*.token', 'secret', '*.secret', 'authorization', '*.authorization', 'headers', '*.headers'], censor: '[removed]' },
  };
  return destination === undefined ? pino(options, pino.destination(2)) : pino(options, destination);
}
