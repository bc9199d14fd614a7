import type { SettingsSectionKey } from '@bailiwick/decision';
import { organizationAttention, platformSetupAttention, usersAttention } from '../domain/section.js';
import { countPendingInvitations } from '../store/invitation.js';
import { findSetup } from '../store/setup.js';
import type { Context, IdentitySession } from './context.js';
import { loadSetup, platformSetup } from './tenant.js';

interface SectionParent {
  readonly id: string;
}

export const sectionResolvers = {
  UsersSection: {
    __resolveReference: sectionOf('USERS'),
    attention: async (_parent: SectionParent, _args: unknown, { session }: Context) => {
      const pending = await pendingInvitations(session);
      return pending === null ? null : usersAttention(pending);
    },
    pendingInvitations: (_parent: SectionParent, _args: unknown, { session }: Context) => pendingInvitations(session),
  },
  OrganizationSection: {
    __resolveReference: sectionOf('ORGANIZATION'),
    attention: async (_parent: SectionParent, _args: unknown, { session }: Context) => {
      const setup = await session.read('identity.tenant.read', findSetup);
      return setup === null ? null : organizationAttention(setup);
    },
  },
  PlatformSetupSection: {
    __resolveReference: sectionOf('PLATFORM_SETUP'),
    attention: async (_parent: SectionParent, _args: unknown, { session }: Context) => {
      const setup = await loadSetup(session);
      return setup === null ? null : platformSetupAttention(setup);
    },
    setup: (_parent: SectionParent, _args: unknown, { session }: Context) => platformSetup(session),
  },
};

/** A section exists once per tenant, and only the signed tenant's can be asked for. */
function sectionOf(key: SettingsSectionKey) {
  return ({ id }: SectionParent, { session }: Context): SectionParent | null =>
    id === `${session.tenantId}:${key}` ? { id } : null;
}

async function pendingInvitations(session: IdentitySession): Promise<number | null> {
  return session.load('pendingInvitations', session.tenantId, async () => {
    const count = await session.read('identity.member.read', (tx) => countPendingInvitations(tx, session.now));
    return new Map([[session.tenantId, count]]);
  });
}
