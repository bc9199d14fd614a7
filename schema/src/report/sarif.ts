import type { CodeEntry, Finding } from '../contract/finding.js';
import type { Report } from '../contract/run-checks.js';

const LEVEL = { error: 'error', warning: 'warning', notice: 'note' } as const;

/** SARIF 2.1.0, as code scanning reads it. */
export function writeSarif({ findings }: Report, codes: ReadonlyMap<string, CodeEntry>): string {
  const rules = [...codes].map(([id, { title, explain, severity }]) => ({
    id,
    shortDescription: { text: title },
    fullDescription: { text: explain },
    defaultConfiguration: { level: LEVEL[severity] },
  }));
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'bailiwick schema:check', rules } }, results: findings.map(result) }],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
}

function result({ code, severity, message, place, coordinate }: Finding) {
  const region = { startLine: place.line, startColumn: place.column };
  const physicalLocation = { artifactLocation: { uri: encodeURI(place.file) }, region };
  const logical = coordinate === null ? {} : { logicalLocations: [{ fullyQualifiedName: coordinate }] };
  const locations = [{ physicalLocation, ...logical }];
  return { ruleId: code, level: LEVEL[severity], message: { text: message }, locations };
}
