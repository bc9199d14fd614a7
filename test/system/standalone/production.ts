import { send } from '../../harness/platform.js';
import { OPERATOR } from './commands.js';
import { deploy, type Deployment } from './deployment.js';
import { type Asking } from './ask.js';
import { prepareTenant, type PreparedTenant } from './journey.js';
import type { SiteOptions } from './site.js';

/** A deployment with its first operator, and nobody else yet. */
export interface Production {
  readonly site: Deployment;
  readonly ask: Asking;
  readonly operator: string;
  readonly owner: string;
  /** What the bootstrap said. */
  readonly welcome: string;
}

export async function openProduction(options: SiteOptions = {}): Promise<Production> {
  const site = await deploy(options);
  try {
    const [operator = '', owner = ''] = await Promise.all(
      [OPERATOR, 'zoe'].map((subject) => site.issuer.tokenOf(subject)),
    );
    const ask: Asking = ({ token, ...request }) => send(site.gateway, { as: null, ...request }, token);
    return { site, ask, operator, owner, welcome: await site.bootstrap() };
  } catch (error) {
    await site.remove();
    throw error;
  }
}

/** The same with one customer's tenant, ready to be worked in. */
export async function openWithTenant(
  options: SiteOptions = {},
): Promise<Production & { readonly tenant: PreparedTenant }> {
  const production = await openProduction(options);
  try {
    return { ...production, tenant: await prepareTenant({ ...production, provider: production.site.issuer.provider }) };
  } catch (error) {
    await production.site.remove();
    throw error;
  }
}
