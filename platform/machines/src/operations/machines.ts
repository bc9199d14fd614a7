import { z } from 'zod';
import { payloadOf, REFUSAL_FRAGMENTS, REFUSALS } from '../gateway/change.js';
import { operation } from '../gateway/operation.js';
import { REASON, WHY } from '../gateway/reason.js';
import { connection, MACHINE_NAME, NAMED, PAGE } from './shapes.js';

const OWNER = z.object({
  kind: z.string(),
  label: z.string(),
  tenant: z.object({ id: z.string() }).nullish(),
  team: z.string().nullish(),
  duty: z.string().nullish(),
  service: z.string().nullish(),
  provider: z.string().nullish(),
  runtime: NAMED.nullish(),
  agent: MACHINE_NAME.nullish(),
});
export type OwnerRow = z.output<typeof OWNER>;

/** Null field by field while credentials is down: then the whole operation failed already, so here they are there. */
const MACHINE = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  stateReason: REASON,
  environment: z.string(),
  boundary: z.object({ mode: z.string() }),
  owner: OWNER,
  responsibility: z.object({
    statement: z.string(),
    actions: z.array(z.string()),
    dataClasses: z.array(z.string()),
    reviewDueAt: z.string(),
    endsAt: z.string().nullable(),
  }),
  stewards: z.array(
    z.object({
      role: z.string(),
      active: z.boolean(),
      person: z.object({ id: z.string(), displayName: z.string().nullable(), email: z.string().nullable() }),
    }),
  ),
  runtimes: z.array(NAMED),
  lastUsed: z.object({ at: z.string() }).nullable(),
  version: z.number(),
});
export type MachineRow = z.output<typeof MACHINE>;

const MACHINE_FIELDS = `
fragment MachineFields on MachineIdentity {
  id name state environment version
  stateReason { ...Why }
  boundary { mode }
  owner {
    kind label
    ... on TenantOwner { tenant { id } team }
    ... on PlatformOwner { duty }
    ... on RuntimeOwner { runtime { id name } }
    ... on InternalServiceOwner { service duty }
    ... on IntegrationOwner { provider }
    ... on AgentOwner { agent { id name } }
  }
  responsibility { statement actions dataClasses reviewDueAt endsAt }
  stewards { role active person { id displayName email } }
  runtimes { id name }
  lastUsed { at }
}`;

export const LIST_MACHINES = operation(
  `query ListMachines($first: Int!, $after: String, $filter: MachineIdentityFilter) {
    page: machineIdentities(first: $first, after: $after, filter: $filter) { ${PAGE} edges { node { ...MachineFields } } }
  }
  ${MACHINE_FIELDS}
  ${WHY}`,
  z.object({ page: connection(MACHINE).nullable() }),
  { mayMiss: isAboutAPerson },
);

export const FIND_MACHINE = operation(
  `query FindMachine($id: ID!) { machineIdentity(id: $id) { ...MachineFields } }
  ${MACHINE_FIELDS}
  ${WHY}`,
  z.object({ machineIdentity: MACHINE.nullable() }),
  { mayMiss: isAboutAPerson },
);

/** Names and addresses take `identity.member.read`. Without it people are called by their ids. */
function isAboutAPerson(path: readonly (string | number)[]): boolean {
  return path.includes('person');
}

/** What is read of a machine after a change to it. */
const CHANGED = z.object({
  id: z.string(),
  name: z.string(),
  state: z.string(),
  environment: z.string(),
  version: z.number(),
});
const machineChange = (name: string, field: string, input: string) =>
  operation(
    `mutation ${name}($input: ${input}!) {
      payload: ${field}(input: $input) { machineIdentity { id name state environment version } ${REFUSALS} }
    }
    ${REFUSAL_FRAGMENTS}`,
    payloadOf({ machineIdentity: CHANGED.nullable() }),
  );

export const DECLARE = machineChange('Declare', 'declareMachineIdentity', 'DeclareMachineIdentityInput');
export const ACTIVATE = machineChange('Activate', 'activateMachineIdentity', 'MachineIdentityRefInput');
export const SUSPEND_MACHINE = machineChange('SuspendMachine', 'suspendMachineIdentity', 'MachineIdentityReasonInput');
export const RESUME_MACHINE = machineChange('ResumeMachine', 'resumeMachineIdentity', 'MachineIdentityReasonInput');
export const RETIRE = machineChange('Retire', 'retireMachineIdentity', 'MachineIdentityReasonInput');
export const SET_STEWARDS = machineChange('SetStewards', 'setStewards', 'SetStewardsInput');
