import type { SettingsSectionKey } from '@bailiwick/decision';
import { decideSection, SECTIONS } from '../domain/section.js';
import { countDecisionsSince } from '../store/access-decision.js';
import { subjectOf } from '../subject.js';
import type { AccessSession, Context, Parts } from './context.js';
import { toCapability } from './state-view.js';

interface Section {
  readonly __typename: string;
  readonly id: string;
  readonly key: SettingsSectionKey;
  readonly owner: string;
}

export function settingsResolvers(parts: Parts) {
  const types = Object.fromEntries(SECTIONS.map(({ type }) => [type, sectionResolvers(parts, type)]));
  return {
    ...types,
    Query: {
      settingsNavigation: async (_: unknown, __: object, { session }: Context) => {
        const { standings } = await loadPreview(parts, session);
        return {
          sections: listSections(session),
          consistencyToken: parts.freshness.tokenOf(session.tenantId, standings),
        };
      },
    },
    ReportingSection: {
      ...sectionResolvers(parts, 'ReportingSection'),
      attention: () => ({ level: 'NONE', reason: null }),
      decisionsToday: (_: unknown, __: object, { session }: Context) =>
        session.read('access.reporting.read', (tx) => countDecisionsSince(tx, startOfDay(session.now))),
    },
  };
}

function sectionResolvers(parts: Parts, type: string) {
  return {
    /** Another tenant's section is no section. */
    __resolveReference: ({ id }: { readonly id: string }, { session }: Context) =>
      listSections(session).find((section) => section.id === id && section.__typename === type) ?? null,
    access: async ({ key }: Section, _: object, { session }: Context) => {
      const { previews } = await loadPreview(parts, session);
      const actions = previews.filter(({ action }) => action.section === key);
      return { ...decideSection(actions), actions: actions.map(toCapability) };
    },
  };
}

function listSections({ tenantId }: AccessSession): readonly Section[] {
  return SECTIONS.map(({ key, owner, type }) => ({ __typename: type, id: `${tenantId}:${key}`, key, owner }));
}

/** One look at the whole catalogue serves all six sections. */
async function loadPreview({ evaluation }: Parts, session: AccessSession) {
  const preview = await session.load(
    'preview',
    'all',
    async () => new Map([['all', await evaluation.preview(subjectOf(session), null)]]),
  );
  return preview ?? { previews: [], standings: [] };
}

function startOfDay(now: Date): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate()));
}
