import { z } from 'zod';
import { payloadOf, REFUSAL_FRAGMENTS, REFUSALS } from '../gateway/change.js';
import { operation } from '../gateway/operation.js';
import { connection, PAGE } from './shapes.js';

const RUNTIME = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.string(),
  environment: z.string(),
  state: z.string(),
  networks: z.array(z.string()),
  attestors: z.array(
    z.object({ issuer: z.string(), subjectPattern: z.string(), audience: z.string(), jwksUri: z.string() }),
  ),
});
export type RuntimeRow = z.output<typeof RUNTIME>;

const RUNTIME_FIELDS = `
fragment RuntimeFields on Runtime {
  id name kind environment state networks
  attestors { issuer subjectPattern audience jwksUri }
}`;

export const LIST_RUNTIMES = operation(
  `query ListRuntimes($first: Int!, $after: String) {
    page: runtimes(first: $first, after: $after) { ${PAGE} edges { node { ...RuntimeFields } } }
  }
  ${RUNTIME_FIELDS}`,
  z.object({ page: connection(RUNTIME).nullable() }),
);

export const REGISTER_RUNTIME = operation(
  `mutation RegisterRuntime($input: RegisterRuntimeInput!) {
    payload: registerRuntime(input: $input) { runtime { ...RuntimeFields } ${REFUSALS} }
  }
  ${RUNTIME_FIELDS}
  ${REFUSAL_FRAGMENTS}`,
  payloadOf({ runtime: RUNTIME.nullable() }),
);

export const LOCK_RUNTIME = operation(
  `mutation LockRuntime($input: LockRuntimeInput!) {
    payload: lockRuntime(input: $input) { runtime { ...RuntimeFields } ${REFUSALS} }
  }
  ${RUNTIME_FIELDS}
  ${REFUSAL_FRAGMENTS}`,
  payloadOf({ runtime: RUNTIME.nullable() }),
);
