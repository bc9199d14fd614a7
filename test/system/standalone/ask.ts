import { randomUUID } from 'node:crypto';
import type { Answer } from '../../harness/platform.js';
import { until } from '../../harness/time.js';

/** One request through a gateway, whichever platform stands behind it. */
export type Asking = (request: {
  readonly query: string;
  readonly variables?: Record<string, unknown>;
  readonly operationName?: string;
  readonly token: string;
  readonly tenant?: string;
  readonly headers?: Record<string, string>;
}) => Promise<Answer>;

type Payload = Record<string, any>; // eslint-disable-line @typescript-eslint/no-explicit-any -- answers whose shape each query names

export interface Change {
  readonly name: string;
  readonly input: Record<string, unknown>;
  readonly fields: string;
  readonly token: string;
  readonly tenant?: string;
  readonly headers?: Record<string, string>;
}

/** One mutation; its payload, which must not be a refusal. */
export async function change(ask: Asking, { name, input, fields, ...sender }: Change): Promise<Payload> {
  const type = `${name[0]?.toUpperCase() ?? ''}${name.slice(1)}Input`;
  const query = `mutation ($input: ${INPUTS[name] ?? type}!) { ${name}(input: $input) { ${fields} errors { code message path } } }`;
  const answer = await ask({ query, variables: { input: { idempotencyKey: randomUUID(), ...input } }, ...sender });
  const payload = answer.data?.[name] as Payload | null | undefined; // the field that was asked for
  if (payload === undefined || payload === null || answer.errors.length > 0 || payload['errors'].length > 0)
    throw new Error(`${name} was refused: ${answer.status} ${answer.text}`);
  return payload;
}

const INPUTS: Readonly<Record<string, string>> = {
  completeSetupStep: 'SetupStepInput',
  activateMachineIdentity: 'MachineIdentityRefInput',
};

/** Waits until what was just changed has reached access, and this caller may. */
export async function untilTrue(
  ask: Asking,
  sender: Omit<Parameters<Asking>[0], 'query'>,
  action: string,
): Promise<void> {
  const query = 'query ($action: String!) { accessState(action: $action) { canAccess reason { code message } } }';
  await until(
    async () => (await ask({ ...sender, query, variables: { action } })).text,
    (text) => text.includes('"canAccess":true'),
  );
}
