import { z } from 'zod';

/** Every problem of a configuration at once, so that nobody fixes them one start at a time. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The configuration is not usable:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`);
    this.problems = problems;
  }
}

/**
 * Parses the environment against a schema and freezes the result. Only a `main.ts` or a command calls this with
 * `process.env`. Throws `ConfigError` with every problem; values are never in its message, they may be secrets.
 */
export function readConfig<Schema extends z.ZodType>(
  schema: Schema,
  environment: Readonly<Record<string, string | undefined>>,
): Readonly<z.output<Schema>> {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const result = schema.safeParse(present);
  if (!result.success) throw new ConfigError(result.error.issues.map((issue) => describe(issue, present)));
  return Object.freeze(result.data);
}

/** Issues carry no input of their own, so what is absent is looked up. */
function describe(issue: z.core.$ZodIssue, present: Readonly<Record<string, unknown>>): string {
  const name = issue.path.join('.');
  const missing = issue.code === 'invalid_type' && issue.path.length === 1 && present[name] === undefined;
  return missing ? `${name} is not set` : `${name === '' ? '' : `${name}: `}${issue.message}`;
}

/** A TCP port. */
export const port = z.coerce
  .number('must be a whole number')
  .int('must be a whole number')
  .min(0, 'must be 0 or more')
  .max(65_535, 'must be 65535 or less');

/** An absolute http or https URL without credentials or fragment. */
export const httpUrl = z
  .url({ protocol: /^https?$/, error: 'must be an absolute http or https URL', abort: true })
  .refine(
    (value) => new URL(value).username === '' && new URL(value).hash === '',
    'must have no credentials and no fragment',
  );

/** How much is logged: this level and all above it. */
export const logLevel = z.enum(
  ['debug', 'info', 'warn', 'error', 'fatal'],
  'must be debug, info, warn, error or fatal',
);
