import type { Log } from '@bailiwick/config';
import { GraphQLError, type ExecutionResult, type GraphQLFormattedError } from 'graphql';
import { CODES } from './codes.js';
import { FIELD, said } from './field-errors.js';
import { OPERATION } from './http-answers.js';
import { missedPaths, type Missing } from './unavailable.js';

/** Mistakes of the client, found before any subgraph was asked. */
const CLIENT_CODES: ReadonlySet<unknown> = new Set(Object.values(OPERATION).map(({ code }) => code));
const MESSAGE_MAX = 1_000;

/** One error of a subgraph, reduced to what may pass: `reason` and `decisionId` as their domain wrote them. */
export function reduceSubgraphError(error: unknown, inLobby: boolean): GraphQLFormattedError {
  const { message, path, extensions } = fields(error);
  const { code, reason, decisionId } = fields(extensions);
  const at = isPath(path) ? { path } : {};
  if (code === CODES.notPermitted) {
    const sentence = fields(reason)['message'];
    return {
      message: typeof sentence === 'string' ? sentence : FIELD.notPermitted.message,
      ...at,
      extensions: { code, reason: reason ?? null, decisionId: decisionId ?? null },
    };
  }
  if (code === CODES.unauthenticated && inLobby) return { ...said(FIELD.noTenant), ...at };
  if (code === CODES.unavailable) return { ...said(FIELD.unavailable), ...at };
  if (code === CODES.badInput)
    return {
      message: typeof message === 'string' ? message.slice(0, MESSAGE_MAX) : FIELD.badInput.message,
      ...at,
      extensions: { code },
    };
  return { ...said(FIELD.internal), ...at };
}

export type Masker = ReturnType<typeof createMasker>;

/** Remembers which errors are already fit to leave, because Apollo Server formats every error once more. */
export function createMasker(log: Log) {
  const fit = new WeakSet<object>();
  return {
    /** Without `extensions` (query plans, value completion), service names, and whatever a bug of the executor says. */
    execution(result: ExecutionResult, requestId: string): ExecutionResult {
      const { data, errors } = result;
      // Neither data nor a subgraph's error: the variables do not fit. Apollo Server words and codes it.
      if (errors !== undefined && isAboutVariables(result)) return { errors };
      const leaving = locate(data, errors ?? []);
      if (hasBug(result)) {
        log.error({ requestId, errors: errors?.map(({ name }) => name) ?? [] }, 'execution failed');
        leaving.push(internalError());
      }
      for (const error of leaving) fit.add(error);
      return { ...(data !== undefined && { data }), ...(leaving.length > 0 && { errors: leaving }) };
    },

    /** Apollo Server's `formatError`. */
    format(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
      if (typeof error === 'object' && error !== null && fit.has(error)) return formatted;
      const code = formatted.extensions?.['code'];
      if (!CLIENT_CODES.has(code)) {
        log.error({ error: error instanceof Error ? error.name : typeof error }, 'request failed');
        return said(FIELD.internal);
      }
      const { message, locations } = formatted;
      return {
        message: message.slice(0, MESSAGE_MAX),
        ...(locations === undefined ? {} : { locations }),
        extensions: { code },
      };
    },
  };
}

function internalError(): GraphQLError {
  return new GraphQLError(FIELD.internal.message, { extensions: { code: FIELD.internal.code } });
}

/** Subgraphs' errors, those about a fetch that failed moved to where the answer has a hole. */
function locate(data: unknown, errors: readonly GraphQLError[]): GraphQLError[] {
  const located = errors.filter(isFromSubgraph).map((error) => ({ error, paths: pathsOf(data, error) }));
  const found = located.flatMap(({ error, paths }) => paths.map((path) => reduced(error, path)));
  const [first] = located;
  // A fetch failed and nothing is missing: said once all the same, because the answer is not as whole as it looks.
  return found.length === 0 && first !== undefined ? [reduced(first.error, first.error.path)] : unique(found);
}

function pathsOf(data: unknown, { path, extensions }: GraphQLError): readonly GraphQLError['path'][] {
  const missing = extensions['missing'];
  if (path === undefined || missing === undefined) return [path];
  return missedPaths(data ?? null, path, missing as Missing); // written by failedFetch, in this process
}

function reduced({ message, extensions }: GraphQLError, path: GraphQLError['path']): GraphQLError {
  const { code, reason, decisionId } = fields(extensions);
  const why = code === CODES.notPermitted ? { reason, decisionId } : {};
  return new GraphQLError(message, { ...(path === undefined ? {} : { path }), extensions: { code, ...why } });
}

function unique(errors: readonly GraphQLError[]): GraphQLError[] {
  const seen = new Map(errors.map((error) => [JSON.stringify([error.path, error.extensions]), error]));
  return [...seen.values()];
}

/** The executor's own error, or a value that it could not complete up to the root. */
function hasBug({ data, errors, extensions }: ExecutionResult): boolean {
  const isIncomplete = data === null && errors === undefined && extensions !== undefined;
  return isIncomplete || errors?.some((error) => !isFromSubgraph(error)) === true;
}

function isAboutVariables({ data, errors = [] }: ExecutionResult): boolean {
  return data === undefined && !errors.some(isFromSubgraph);
}

/** `serviceName` is what the executor adds to every error that came with a subgraph's answer. */
function isFromSubgraph({ extensions }: Partial<GraphQLError>): boolean {
  return extensions?.['serviceName'] !== undefined;
}

function isPath(path: unknown): path is readonly (string | number)[] {
  return Array.isArray(path) && path.every((key) => typeof key === 'string' || typeof key === 'number');
}

function fields(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}; // any object reads as a record of unknowns
}
