import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SUPERGRAPH } from '../contract/contract.js';
import type { Check, Found } from '../contract/finding.js';

export const boot: Check = {
  name: 'boot',
  holds: 'the gateway starts on the composed supergraph',
  needsGraph: true,
  codes: {
    BOOT_REFUSED: {
      severity: 'error',
      title: 'the gateway does not start on the graph',
      explain:
        'Composition alone passes what the gateway refuses. The real gateway was started on the supergraph and said what the message says. Remove the cause from the subgraph.',
    },
  },
  run: async ({ composition }) => {
    const result = await composition();
    return 'problems' in result ? [] : startOn(result.composed.supergraph);
  },
};

async function startOn(supergraph: string): Promise<Found[]> {
  const [{ createLog }, { createGateway, readGatewayConfig }] = await Promise.all([
    import('@bailiwick/config'),
    import('@bailiwick/gateway'),
  ]);
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-supergraph-'));
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, supergraph);
  const config = readGatewayConfig({ SUPERGRAPH: file, PORT: '0' });
  const gateway = createGateway(config, { log: createLog('schema-check', 'fatal') });
  try {
    await gateway.start();
    return [];
  } catch (error) {
    const said = (error instanceof Error ? error.message : String(error)).replace(file, SUPERGRAPH);
    return [
      { code: 'BOOT_REFUSED', message: `${said} Remove the cause.`, place: { file: SUPERGRAPH, line: 1, column: 1 } },
    ];
  } finally {
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
