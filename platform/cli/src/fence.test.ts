import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '@bailiwick/config';
import { describe, expect, test } from 'vitest';
import { startPlatform } from './platform.js';
import { DEFAULT_PORTS } from './ports.js';
import { reportTo } from './progress.js';

const start = (host: string, nodeEnv: string | undefined, dataDir: string) =>
  startPlatform({
    dataDir,
    host,
    nodeEnv,
    ports: DEFAULT_PORTS,
    log: createLog('test', 'fatal'),
    progress: reportTo(() => undefined),
  });

describe('the embedded platform', () => {
  test.each([
    ['0.0.0.0', undefined, 'The host 0.0.0.0 is not loopback'],
    ['192.168.1.5', undefined, 'The host 192.168.1.5 is not loopback'],
    ['127.0.0.1.example', undefined, 'is not loopback'],
    ['127.0.0.1', 'production', 'NODE_ENV is production'],
  ])('on %s with NODE_ENV=%s refuses to start, says which, and writes nothing', async (host, nodeEnv, sentence) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'bailiwick-fence-'));
    await expect(start(host, nodeEnv, dataDir)).rejects.toThrow(sentence);
    expect(readdirSync(dataDir)).toEqual([]);
  });
});
