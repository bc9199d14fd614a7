import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@bailiwick/config';
import { createGateway, readGatewayConfig } from '@bailiwick/gateway';
import type { Finding } from './checks.js';

/** Boots the real gateway on the supergraph: composition alone passes what the gateway refuses. */
export async function checkBoot(supergraph: string): Promise<Finding[]> {
  const folder = mkdtempSync(join(tmpdir(), 'bailiwick-supergraph-'));
  const file = join(folder, 'supergraph.graphql');
  writeFileSync(file, supergraph);
  const gateway = createGateway(readGatewayConfig({ SUPERGRAPH: file, PORT: '0' }), {
    log: createLog('schema-check', 'fatal'),
  });
  try {
    await gateway.start();
    return [];
  } catch (error) {
    return [{ check: 'boot', message: error instanceof Error ? error.message : String(error) }];
  } finally {
    await gateway.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
