import { orRefuse } from '@bailiwick/decision';
import { emitWithdrawal } from '@bailiwick/events';
import type { MutationInput } from '@bailiwick/subgraph-host';
import { decideStepCompletion, readiness } from '../domain/setup.js';
import { decideTenantState, type TenantState } from '../domain/tenant.js';
import { emitTenant } from '../store/facts.js';
import { lockSetup } from '../store/setup.js';
import { lockTenant, replaceTenant } from '../store/tenant.js';
import type { IdentityTables } from '../store/tables.js';
import { actorOf, orNotFound, type Context } from './context.js';
import { keepSetup } from './keep-setup.js';

interface StateInput extends MutationInput {
  readonly to: TenantState;
  readonly reason: string;
}

interface StepInput extends MutationInput {
  readonly key: string;
}

export const changeTenantResolvers = {
  Mutation: {
    changeTenantState: (_parent: unknown, { input }: { readonly input: StateInput }, { session }: Context) =>
      session.change('identity.tenant.change_state', null, async (tx) => {
        const tenant = orNotFound(await lockTenant(tx), 'tenant', ['to']);
        const setup = orNotFound(await lockSetup(tx), 'tenant', ['to']);
        const changed = orRefuse(decideTenantState(tenant, input, readiness(setup), session.now));
        await replaceTenant(tx, changed);
        await emitTenant(tx, changed);
        await emitWithdrawal<IdentityTables>(tx, { tenant: tenant.id }, session.now);
        return { tenant: { id: tenant.id } };
      }),

    completeSetupStep: (_parent: unknown, { input }: { readonly input: StepInput }, { session }: Context) =>
      session.change('identity.setup.complete', null, async (tx) => {
        const tenant = orNotFound(await lockTenant(tx), 'tenant', ['key']);
        const setup = orNotFound(await lockSetup(tx), 'tenant', ['key']);
        await keepSetup(tx, tenant, orRefuse(decideStepCompletion(setup, input.key, actorOf(session), session.now)));
        return { tenant: { id: tenant.id } };
      }),
  },
};
