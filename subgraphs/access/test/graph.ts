import { aPersonContext, aMachineContext, testDomain, type TestDomain } from '@bailiwick/subgraph-host/testing';
import { access, type AccessTables } from '../src/index.js';
import { NOON } from './builders.js';
import { openTold, type Told } from './told.js';

export { aMachineContext, aPersonContext };

export interface Graph extends Told {
  readonly graph: TestDomain<AccessTables>;
}

/** Access's graph over its own database, at noon. */
export async function openGraph(): Promise<Graph> {
  const told = await openTold();
  const graph = await testDomain(access, told.database, { services: { clock: () => NOON } });
  return { ...told, graph };
}
