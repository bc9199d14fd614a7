import { existsSync, readFileSync } from 'node:fs';
import { visit } from 'graphql';
import { compose, type Composition } from './composition.js';
import { API_FILE, SUPERGRAPH_FILE } from './files.js';
import type { SubgraphSource } from './subgraphs.js';

/** One thing that is wrong, and what to do about it. */
export interface Finding {
  readonly check: string;
  readonly message: string;
}

/** The gateway refuses these at boot or, worse, answers wrongly with them; composition alone lets them pass. */
const BANNED_DIRECTIVES: Readonly<Record<string, string>> = {
  authenticated: 'the gateway refuses to start on it; a domain decides who may',
  requiresScopes: 'the gateway refuses to start on it; a domain decides who may',
  policy: 'the gateway refuses to start on it; a domain decides who may',
  context: 'the gateway refuses to start on it',
  fromContext: 'the gateway refuses to start on it',
};

export function checkDirectives(subgraphs: readonly SubgraphSource[]): Finding[] {
  const findings: Finding[] = [];
  for (const { name, typeDefs } of subgraphs) {
    const report = (message: string) => findings.push({ check: 'directives', message: `${name}: ${message}` });
    visit(typeDefs, {
      Directive: (node) => {
        const why = BANNED_DIRECTIVES[node.name.value];
        if (why !== undefined) report(`@${node.name.value} is not allowed: ${why}.`);
        const label = node.arguments?.some((argument) => argument.name.value === 'label') ?? false;
        if (node.name.value === 'override' && label)
          report('@override with a label never takes effect in this gateway; move the field without one.');
      },
      FieldDefinition: (node) => {
        const requires = node.directives?.some((directive) => directive.name.value === 'requires') ?? false;
        if (requires && (node.arguments?.length ?? 0) > 0)
          report(`@requires on ${node.name.value}, which takes arguments, gives silently wrong data.`);
      },
    });
  }
  return findings;
}

export function checkComposition(subgraphs: readonly SubgraphSource[]): {
  readonly findings: Finding[];
  readonly composed: Composition | null;
} {
  const result = compose(subgraphs);
  if ('composed' in result) return { findings: [], composed: result.composed };
  return { findings: result.problems.map((message) => ({ check: 'composition', message })), composed: null };
}

export function checkDrift(composed: Composition): Finding[] {
  const stale = (file: URL, expected: string) => !existsSync(file) || readFileSync(file, 'utf8') !== expected;
  const name = (file: URL) => file.pathname.split('/').slice(-2).join('/');
  return [[SUPERGRAPH_FILE, composed.supergraph] as const, [API_FILE, composed.api] as const]
    .filter(([file, expected]) => stale(file, expected))
    .map(([file]) => ({
      check: 'drift',
      message: `${name(file)} is not what the subgraphs compose to. Run npm run schema:compose and commit it.`,
    }));
}
