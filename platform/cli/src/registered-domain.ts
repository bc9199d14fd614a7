import type { Embedded } from '@bailiwick/database';
import type { PlatformTables } from '@bailiwick/events';
import type { KeySet } from '@bailiwick/keys';
import {
  hostDomain,
  readDomainPorts,
  type DemoPlan,
  type DomainDefinition,
  type DomainPorts,
  type HostOptions,
  type RunningDomain,
} from '@bailiwick/subgraph-host';
import type { DevelopmentIssuer } from './development-issuer.js';

/** What a domain on the embedded platform can make its settings of. */
export interface EmbeddedSurroundings {
  readonly issuer: DevelopmentIssuer;
  readonly keys: () => KeySet;
  readonly domains: readonly string[];
  /** Where everybody reaches it. Null when it offers nothing to the public. */
  readonly publicUrl: URL | null;
}

/** What is known of every domain, whatever its tables are. */
export type AnyDefinition = Pick<DomainDefinition<never>, 'name' | 'directory' | 'reasons' | 'actions'>;

type EmbeddedHosting = Omit<HostOptions<never>, 'database' | 'settings'> & {
  readonly embedded: Embedded;
  readonly surroundings: EmbeddedSurroundings;
};

/** One domain of this platform: its tables are its own business, so only it can open its database. */
export interface RegisteredDomain {
  readonly definition: AnyDefinition;
  readonly ports: DomainPorts;
  readonly host: (options: EmbeddedHosting) => Promise<RunningDomain>;
  readonly seed: (embedded: Embedded, demo: DemoPlan, now: Date) => Promise<void>;
}

/** `settings` is what the definition's `assemble` gets on the embedded platform. Left out when it needs none. */
export function registered<Tables extends PlatformTables>(
  definition: DomainDefinition<Tables>,
  settings: (around: EmbeddedSurroundings) => unknown = () => ({}),
): RegisteredDomain {
  const { name, directory, reasons, actions, seed } = definition;
  return {
    definition: { name, directory, reasons, actions },
    ports: readDomainPorts(directory),
    host: ({ embedded, surroundings, ...options }) =>
      hostDomain(definition, {
        ...options,
        database: embedded.database<Tables>(name),
        settings: settings(surroundings),
      }),
    seed: async (embedded, demo, now) => seed?.(embedded.database<Tables>(name), demo, now),
  };
}
