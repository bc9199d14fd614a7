/** How much is made: one tenant that holds this many machines and credentials, among so many that hold few. */
export interface SeedSize {
  readonly tenants: number;
  readonly identities: number;
  readonly credentials: number;
}

/** One tenant's part. `index` also seeds its dice. */
export interface TenantPlan {
  readonly index: number;
  readonly slug: string;
  readonly people: number;
  readonly runtimes: number;
  readonly identities: number;
  readonly credentialsPerIdentity: number;
  /** Of so many in a hundred credentials a presentation is kept. */
  readonly presented: number;
}

const SMALL_IDENTITIES_MAX = 200;
const PER_IDENTITY = 3;
const PRESENTED = 67;

/**
 * As customers are: one is huge, some are large, most have a handful of machines. The second largest has 200, and the
 * number falls with the square root of the place.
 */
export function planTenants({ tenants, identities, credentials }: SeedSize): readonly TenantPlan[] {
  const huge: TenantPlan = {
    index: 0,
    slug: 'seed-huge',
    people: Math.max(3, Math.round(identities / 50)),
    runtimes: Math.max(1, Math.round(identities / 200)),
    identities,
    credentialsPerIdentity: credentials / identities,
    presented: PRESENTED,
  };
  const small = Array.from({ length: tenants - 1 }, (_, place): TenantPlan => {
    const count = Math.max(1, Math.round(SMALL_IDENTITIES_MAX / Math.sqrt(place + 1)));
    return {
      index: place + 1,
      slug: `seed-${String(place + 1)}`,
      people: Math.min(10, 2 + count),
      runtimes: 2,
      identities: count,
      credentialsPerIdentity: PER_IDENTITY,
      presented: 0,
    };
  });
  return [huge, ...small];
}

export function totalsOf(plans: readonly TenantPlan[]): SeedSize {
  return {
    tenants: plans.length,
    identities: plans.reduce((sum, plan) => sum + plan.identities, 0),
    credentials: plans.reduce((sum, plan) => sum + Math.round(plan.identities * plan.credentialsPerIdentity), 0),
  };
}

/** How many credentials the machine at this place has, so that the sum over all places is what was asked for. */
export function credentialsAt({ credentialsPerIdentity }: TenantPlan, place: number): number {
  return Math.round((place + 1) * credentialsPerIdentity) - Math.round(place * credentialsPerIdentity);
}
