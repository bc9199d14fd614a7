import { readFileSync } from 'node:fs';
import { parseOperation, Supergraph } from '@apollo/federation-internals';
import { QueryPlanner, type PlanNode } from '@apollo/query-planner';
import { isObjectType } from 'graphql';
import { describe, expect, test } from 'vitest';
import { SUPERGRAPH_FILE } from './files.js';

const supergraph = Supergraph.build(readFileSync(SUPERGRAPH_FILE, 'utf8'), { supportedFeatures: null });
const planner = new QueryPlanner(supergraph);

/** Every part of the trace, from the graph itself: a fifth domain's too. */
const trace = supergraph.apiSchema().toGraphQLJSSchema().getType('RequestTrace');
const DOMAINS = isObjectType(trace) ? Object.keys(trace.getFields()).filter((name) => name !== 'id') : [];

function planOf(query: string): PlanNode | undefined {
  const { node } = planner.buildQueryPlan(parseOperation(supergraph.apiSchema(), query));
  return node?.kind === 'Subscription' ? undefined : node;
}

describe('the plan of a request’s trace', () => {
  test('asks every domain once, all at the same time, and none through another', () => {
    const plan = planOf(
      `query ($id: ID!) { requestTrace(id: $id) { ${DOMAINS.map((name) => `${name} { kind }`).join(' ')} } }`,
    );
    expect(DOMAINS.length).toBeGreaterThanOrEqual(4);
    expect(plan?.kind).toBe('Parallel');
    const fetches = plan?.kind === 'Parallel' ? plan.nodes : [];
    expect(fetches.map((node) => (node.kind === 'Fetch' ? [node.serviceName, node.requires] : node.kind))).toEqual(
      expect.arrayContaining(DOMAINS.map((name) => [name, undefined])),
    );
    expect(fetches).toHaveLength(DOMAINS.length);
  });

  test('asks nobody but the domain in question', () => {
    expect(planOf('query ($id: ID!) { requestTrace(id: $id) { billing { kind } } }')).toMatchObject({
      kind: 'Fetch',
      serviceName: 'billing',
    });
  });
});
