import { readdirSync, readFileSync } from 'node:fs';
import { OPERATIONS, type Operation } from './operations.js';
import type { Ask } from './platform.js';
import { OPERATOR } from './tenants.js';

const FOLDER = new URL('../../schema/operations/', import.meta.url);
const REASON = { 'x-operator-reason': 'Trying the operations that are ready to be tried.' };

/** An operation as the Playground offers it: with its example variables, for the demo's person whom they are about. */
export interface ReadyOperation {
  readonly operation: Operation;
  readonly request: Ask;
  /** What the example is answered, where it names what nobody can know before. */
  readonly answer: 'data' | 'nothing' | { readonly refused: string };
}

type Sender = Pick<Ask, 'as' | 'tenant' | 'headers'>;

const ANA: Sender = { as: 'ana@acme.example', tenant: 'acme' };
const GUS: Sender = { as: 'gus@globex.example', tenant: 'globex' };

/** Whose operation it is, where it is not the owner of acme's. */
const SENDERS: Readonly<Record<string, Sender>> = {
  CompleteSetupStep: GUS,
  ConnectIdentityProvider: GUS,
  AcceptInvitation: { as: 'zoe@acme.example' },
  CreateTenant: { as: OPERATOR, tenant: 'platform' },
  ChangeTenantState: { as: OPERATOR, tenant: 'acme', headers: REASON },
  ExtendGrace: { as: 'pavel@platform.example', tenant: 'acme', headers: REASON },
};

/** Their examples name an id or a token that another answer gives, or ask for what the demo has already. */
const ANSWERS: Readonly<Record<string, ReadyOperation['answer']>> = {
  WhyWasThisDenied: 'nothing',
  TrustDecision: 'nothing',
  BulkOperation: 'nothing',
  ApproveCredential: { refused: 'credentials.not_pending_approval' },
  CompleteRotation: { refused: 'credentials.not_found' },
  AbortRotation: { refused: 'credentials.not_found' },
  AcceptInvitation: { refused: 'identity.invitation_unknown' },
  ActivateMachineIdentity: { refused: 'credentials.not_found' },
  RevokeRole: { refused: 'access.not_found' },
  StartTrial: { refused: 'billing.already_subscribed' },
  ExtendGrace: { refused: 'billing.no_grace_to_extend' },
};

const EXAMPLES: ReadonlyMap<string, Record<string, unknown>> = new Map(
  readdirSync(FOLDER)
    .filter((file) => file.endsWith('.variables.json'))
    .flatMap((file) => {
      const examples = JSON.parse(readFileSync(new URL(file, FOLDER), 'utf8')) as Record<
        string,
        Record<string, unknown>
      >; // schema:check holds it to that
      return Object.entries(examples);
    }),
);

/** All of them, the tenant's end last. */
export const READY_OPERATIONS: readonly ReadyOperation[] = OPERATIONS.map((operation) => ({
  operation,
  request: {
    query: operation.document,
    operationName: operation.name,
    variables: EXAMPLES.get(operation.name) ?? {},
    ...(SENDERS[operation.name] ?? ANA),
  },
  answer: ANSWERS[operation.name] ?? ('data' as const),
})).sort((a, b) => Number(a.operation.name === 'ChangeTenantState') - Number(b.operation.name === 'ChangeTenantState'));
