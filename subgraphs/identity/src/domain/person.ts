import type { Membership } from './membership.js';

/** A person as one tenant knows them. The id is the same wherever one link leads to the person; the rest is the tenant's own. */
export interface Person {
  readonly id: string;
  readonly displayName: string;
  readonly email: string;
}

/** A person with a membership of the tenant. */
export interface Member {
  readonly person: Person;
  readonly membership: Membership;
}
