import type { Given } from '../command.js';
import type { Gateway } from '../gateway/gateway.js';
import { readPages } from '../gateway/pages.js';
import { LIST_CREDENTIALS } from '../operations/credentials.js';
import { LIST_MACHINES } from '../operations/machines.js';
import { LIST_RUNTIMES } from '../operations/runtimes.js';
import { LIST_DECISIONS } from '../operations/trust.js';
import { table } from '../terminal/table.js';
import { day, minute } from '../terminal/time.js';
import { CREDENTIAL_FILTER, filterOf } from './filter.js';

export interface Listed {
  readonly rows: readonly unknown[];
  readonly more: boolean;
  readonly text: string;
}
type Lister = (gateway: Gateway, given: Given, limit: number) => Promise<Listed>;

/** By what is listed: its filters, its page and its columns. */
export const LISTERS: Readonly<Record<string, Lister>> = {
  machines: async (gateway, given, limit) => {
    const names = { state: 'state', text: 'text', environment: 'environment', runtime: 'runtimeId' };
    const filter = await filterOf(gateway, given, names);
    const { nodes, more } = await readPages(gateway, LIST_MACHINES, { filter }, limit);
    const text = table(
      ['NAME', 'STATE', 'ENVIRONMENT', 'OWNER', 'STEWARDS', 'LAST USED', 'ID'],
      nodes.map((machine) => [
        machine.name,
        machine.state,
        machine.environment,
        machine.owner.label,
        machine.stewards.map(({ person }) => person.displayName ?? person.id).join(', '),
        minute(machine.lastUsed?.at),
        machine.id,
      ]),
    );
    return { rows: nodes, more, text };
  },
  credentials: async (gateway, given, limit) => {
    const filter = await filterOf(gateway, given, CREDENTIAL_FILTER);
    const { nodes, more } = await readPages(gateway, LIST_CREDENTIALS, { filter }, limit);
    const text = table(
      ['NAME', 'MACHINE', 'STATE', 'KIND', 'EXPIRES', 'ROTATION DUE', 'LAST USED', 'ID'],
      nodes.map((credential) => [
        credential.name,
        credential.machineIdentity.name,
        credential.state,
        credential.kind,
        day(credential.expiresAt),
        day(credential.rotation.nextDueAt),
        minute(credential.lastUsed?.at),
        credential.id,
      ]),
    );
    return { rows: nodes, more, text };
  },
  runtimes: async (gateway, _, limit) => {
    const { nodes, more } = await readPages(gateway, LIST_RUNTIMES, {}, limit);
    const rows = nodes.map(({ name, state, kind, environment, networks, attestors, id }) => [
      ...[name, state, kind, environment, networks.join(', ')],
      ...[attestors.map(({ issuer }) => issuer).join(', '), id],
    ]);
    return {
      rows: nodes,
      more,
      text: table(['NAME', 'STATE', 'KIND', 'ENVIRONMENT', 'NETWORKS', 'ATTESTORS', 'ID'], rows),
    };
  },
  decisions: async (gateway, given, limit) => {
    const names = { machine: 'machineIdentityId', credential: 'credentialId', effect: 'effect' };
    const filter = await filterOf(gateway, given, names);
    const { nodes, more } = await readPages(gateway, LIST_DECISIONS, { filter }, limit);
    const text = table(
      ['AT', 'EFFECT', 'REASON', 'MACHINE', 'CREDENTIAL', 'ACTION', 'ID'],
      nodes.map(({ at, effect, reason, machineIdentity, credential, action, simulated, id }) => [
        ...[minute(at), simulated ? `${effect} (asked)` : effect, reason.code],
        ...[machineIdentity?.name ?? null, credential?.name ?? null, action, id],
      ]),
    );
    return { rows: nodes, more, text };
  },
};
