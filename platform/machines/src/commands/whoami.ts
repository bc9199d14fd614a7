import type { Command } from '../command.js';
import { WHO_AM_I, type Viewer } from '../operations/viewer.js';
import { listing } from '../terminal/table.js';

export const whoami: Command = {
  name: 'whoami',
  usage: '',
  summary: 'who the token is, and in which tenant it acts',
  about: 'Asks the gateway who the token is. A good first call in a pipeline: it needs no permission.',
  options: {},
  words: { least: 0, most: 0 },
  run: async ({ gateway }) => {
    const { viewer } = await (await gateway()).ask(WHO_AM_I);
    return { text: describeViewer(viewer), json: viewer };
  },
};

function describeViewer(viewer: Viewer): string {
  if (viewer === null) return 'Nobody whom the platform knows.\n';
  const { principal, tenant, tenants, actors, authenticatedBy } = viewer;
  return listing([
    ...whoIs(principal),
    ['tenant', tenant === null ? 'none: name one with --tenant' : (tenant.slug ?? tenant.id)],
    ['may choose', tenants.map(({ slug }) => slug ?? '').join(', ')],
    ['acts as', actors.map(({ label }) => label).join(', for ')],
    ['signed in by', authenticatedBy],
  ]);
}

function whoIs(principal: NonNullable<Viewer>['principal']): readonly (readonly [string, string | null])[] {
  if (principal === null) return [['kind', 'nobody here yet']];
  return [
    ['kind', principal.__typename === 'Person' ? 'person' : 'machine'],
    ['name', principal.displayName ?? principal.name ?? null],
    ['id', principal.id],
    ['state', principal.state ?? null],
  ];
}
