import { FILE, type MachinesFile } from '../src/apply/file-shape.js';
import type { PlanOptions } from '../src/apply/plan.js';
import type { MachineState, TenantState } from '../src/apply/tenant-state.js';
import type { CredentialRow } from '../src/operations/credentials.js';
import type { RuntimeRow } from '../src/operations/runtimes.js';

export const ANA = 'b0000000-0000-4000-8000-000000000001';
export const BEN = 'b0000000-0000-4000-8000-000000000002';
const REASON = {
  code: 'credentials.active',
  owner: 'CREDENTIALS',
  message: 'Active.',
  since: '2026-11-01T00:00:00.000Z',
  remedy: null,
};

export const NOTHING_SPECIAL: PlanOptions = { prune: false, reissue: false, lost: new Set(), rotateDue: null };

/** A file with one machine, `copier`, and one credential of it, `nightly`. */
export function aFile(machine: Record<string, unknown> = {}, more: Record<string, unknown> = {}): MachinesFile {
  return FILE.parse({ version: 1, machines: [{ ...aMachineEntry(), ...machine }], ...more });
}

export function aMachineEntry(): Record<string, unknown> {
  return {
    name: 'copier',
    environment: 'live',
    responsibility: { statement: 'Copies.', actions: ['platform.use'] },
    stewards: ['ana@acme.example'],
    credentials: [aCredentialEntry()],
  };
}

export function aCredentialEntry(more: Record<string, unknown> = {}): Record<string, unknown> {
  return { name: 'nightly', purpose: 'At night.', ceiling: ['platform.use'], expiresInDays: 90, ...more };
}

export function aTenant(more: Partial<TenantState> = {}): TenantState {
  return {
    tenant: { id: 't1', slug: 'acme' },
    runtimes: [],
    machines: [],
    people: new Map([
      ['ana@acme.example', ANA],
      ['ben@acme.example', BEN],
    ]),
    ...more,
  };
}

/** The machine as `aFile` declares it, active. */
export function aMachine(more: Partial<MachineState> = {}): MachineState {
  return {
    id: 'm1',
    name: 'copier',
    state: 'ACTIVE',
    stateReason: REASON,
    environment: 'live',
    boundary: { mode: 'HOME_TENANT_ONLY' },
    owner: { kind: 'TENANT', label: 'tenant Acme', team: null },
    responsibility: { statement: 'Copies.', actions: ['platform.use'], dataClasses: [], reviewDueAt: '', endsAt: null },
    stewards: [{ role: 'PRIMARY', active: true, person: { id: ANA, displayName: 'Ana', email: 'Ana@Acme.example' } }],
    runtimes: [],
    lastUsed: null,
    version: 2,
    credentials: [aCredential()],
    ...more,
  };
}

/** The credential as `aFile` issues it, active. */
export function aCredential(more: Partial<CredentialRow> = {}): CredentialRow {
  return {
    id: 'c1',
    name: 'nightly',
    kind: 'API_KEY',
    state: 'ACTIVE',
    stateReason: REASON,
    environment: 'live',
    hint: 'bwk_live_…',
    purpose: 'At night.',
    machineIdentity: { id: 'm1', name: 'copier' },
    ceiling: ['platform.use'],
    allowedRuntimes: [],
    allowedNetworks: [],
    rotation: { mode: 'MANUAL', everyDays: null, nextDueAt: null, pendingVersion: null },
    expiresAt: '2027-01-01T00:00:00.000Z',
    maxUses: null,
    lastUsed: null,
    version: 1,
    ...more,
  };
}

export function aRuntime(more: Partial<RuntimeRow> = {}): RuntimeRow {
  return {
    id: 'r1',
    name: 'runners',
    kind: 'CI',
    environment: 'live',
    state: 'ACTIVE',
    networks: ['10.0.0.0/8'],
    attestors: [],
    ...more,
  };
}
