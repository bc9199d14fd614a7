import type { PickerPrincipal, PickerPrincipals, PickerTenant } from '@bailiwick/playground';
import type { DemoMachine, DemoPerson, DemoPlan, DemoTenant } from '@bailiwick/subgraph-host';

type SlugOf = (tenant: string) => string;

/** The demo as the Playground offers it: nobody's credential is in it. */
export function principalsOf(demo: DemoPlan): PickerPrincipals {
  const slugOf: SlugOf = (tenant) => demo.tenants.find(({ id }) => id === tenant)?.slug ?? tenant;
  return {
    tenants: demo.tenants.map(tenantOf),
    principals: [
      ...demo.people.map((person) => personOf(person, slugOf)),
      ...demo.machines.map((machine) => machineOf(machine, slugOf)),
    ],
  };
}

function tenantOf({ slug, name, kind, plan, billing, setUp }: DemoTenant): PickerTenant {
  if (kind === 'PLATFORM') return { slug, name, kind, about: 'the platform’s own' };
  const facts = [plan === null ? null : `${plan} plan`, billing?.toLowerCase(), setUp ? null : 'not set up'];
  return { slug, name, kind, about: facts.filter((fact) => fact != null).join(', ') };
}

function personOf({ email, displayName, memberships }: DemoPerson, slugOf: SlugOf): PickerPrincipal {
  return {
    kind: memberships.some(({ duty }) => duty !== null) ? 'OPERATOR' : 'PERSON',
    id: email,
    name: displayName,
    memberships: memberships.map(({ tenant, role, duty }) => ({
      tenant: slugOf(tenant),
      as: duty ?? role ?? 'member',
    })),
    about: null,
  };
}

function machineOf({ name, tenant, owner, statement }: DemoMachine, slugOf: SlugOf): PickerPrincipal {
  const as = owner.kind.toLowerCase().replaceAll('_', ' ');
  return { kind: 'MACHINE', id: name, name, memberships: [{ tenant: slugOf(tenant), as }], about: statement };
}
