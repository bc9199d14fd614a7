import type { DecideTrustInput, TrustServices } from '../trust/decide-trust.js';
import { decideTrust } from '../trust/decide-trust.js';
import {
  countCredentials,
  listCredentials,
  orderOf,
  positionIn,
  type CredentialFilter,
} from '../store/credential-page.js';
import {
  countMachineIdentities,
  listMachineIdentities,
  type MachineIdentityFilter,
} from '../store/machine-identity-page.js';
import { listRuntimes } from '../store/runtime.js';
import { listTrustDecisions, type TrustDecisionFilter } from '../store/trust-decision.js';
import { connectionOf, readPage, type PageArgs } from './connection.js';
import { READ, type Context } from './context.js';
import { loadCredential, loadMachineIdentity, loadRevocation, loadTrustDecision } from './load.js';

interface ById {
  readonly id: string;
}
interface Filtered<Filter> extends PageArgs {
  readonly filter?: Filter | null;
}

export function queries(services: TrustServices) {
  return {
    tenant: (_: unknown, __: unknown, { session }: Context) => ({ id: session.tenantId }),
    machineIdentity: (_: unknown, { id }: ById, { session }: Context) => loadMachineIdentity(session, id),
    credential: (_: unknown, { id }: ById, { session }: Context) => loadCredential(session, id),
    trustDecision: (_: unknown, { id }: ById, { session }: Context) => loadTrustDecision(session, id),
    revocation: (_: unknown, { id }: ById, { session }: Context) => loadRevocation(session, id),
    decideTrust: (_: unknown, { input }: { readonly input: DecideTrustInput }, { session }: Context) =>
      decideTrust(services, session, input),
    machineIdentities,
    credentials,
    runtimes,
    trustDecisions,
  };
}

async function machineIdentities(_: unknown, args: Filtered<MachineIdentityFilter>, { session }: Context) {
  const filter = args.filter ?? {};
  const page = readPage('machineIdentity', args, filter);
  const rows = await session.read(READ, (tx) => listMachineIdentities(tx, filter, page.after, page.first + 1));
  return {
    ...connectionOf('machineIdentity', rows, page, ({ createdAt: at, id }) => ({ at, id })),
    totalCount: () => session.read(READ, (tx) => countMachineIdentities(tx, filter)),
  };
}

async function credentials(_: unknown, args: Filtered<CredentialFilter>, { session }: Context) {
  const filter = args.filter ?? {};
  const order = orderOf(filter);
  const kind = order === 'NEWEST' ? 'credential' : `credential.${order}`;
  const page = readPage(kind, args, filter);
  const rows = await session.read(READ, (tx) => listCredentials(tx, filter, session.now, page.after, page.first + 1));
  return {
    ...connectionOf(kind, rows, page, (credential) => positionIn(order, credential)),
    totalCount: () => session.read(READ, (tx) => countCredentials(tx, filter, session.now)),
  };
}

async function runtimes(_: unknown, args: PageArgs, { session }: Context) {
  const page = readPage('runtime', args);
  const rows = await session.read(READ, (tx) => listRuntimes(tx, page.after, page.first + 1));
  return connectionOf('runtime', rows, page, ({ createdAt: at, id }) => ({ at, id }));
}

async function trustDecisions(_: unknown, args: Filtered<TrustDecisionFilter>, { session }: Context) {
  const page = readPage('trustDecision', args);
  const rows = await session.read(READ, (tx) => listTrustDecisions(tx, args.filter ?? {}, page.after, page.first + 1));
  return connectionOf('trustDecision', rows, page, ({ at, id }) => ({ at, id }));
}
