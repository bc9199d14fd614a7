import type { Owner } from './check.js';

/** Only an owner whose role has no end keeps a tenant: one who is owner until Friday leaves it ownerless on Friday. */
export function isLastOwner(owners: readonly Owner[], personId: string): boolean {
  const isOwner = owners.some((owner) => owner.personId === personId);
  return isOwner && !owners.some((owner) => owner.personId !== personId && owner.lasting);
}
