import { randomUUID } from 'node:crypto';
import type { Command } from '../command.js';
import { change } from '../gateway/change.js';
import { findCredential, findRuntimeIds } from '../gateway/find.js';
import { BIND } from '../operations/credentials.js';
import { misused } from '../problem.js';
import { plain } from '../terminal/style.js';

export const bind: Command = {
  name: 'bind',
  usage: 'CREDENTIAL --runtime RUNTIME… | --any',
  summary: 'chooses the runtimes that a credential may be used from',
  about: `
CREDENTIAL is its id. Those that are not named are not allowed any more; callers there are refused within a second.

  bailiwick bind d0000000-0000-4000-8000-000000000001 --runtime build-runners --runtime production`,
  options: {
    runtime: { type: 'string', value: 'RUNTIME', multiple: true, help: 'one that it may be used from, name or id' },
    any: { type: 'boolean', help: 'instead: from anywhere, which trusts it least' },
  },
  words: { least: 1, most: 1 },
  run: async ({ given, gateway: open }) => {
    const runtimes = given.texts('runtime');
    if ((runtimes.length === 0) !== given.flag('any'))
      throw misused('Say one thing: the runtimes, or --any.', '--runtime RUNTIME, or --any.');
    const gateway = await open();
    const { id, version, name } = await findCredential(gateway, given.words[0] ?? '');
    const runtimeIds = await findRuntimeIds(gateway, runtimes);
    const input = { id, runtimeIds, expectedVersion: version, idempotencyKey: randomUUID() };
    const { credential } = await change(gateway, BIND, input);
    const where = credential?.allowedRuntimes.map((runtime) => runtime.name).join(', ') ?? '';
    return { text: plain(`${name} may be used from ${where === '' ? 'anywhere' : where}.`) + '\n', json: credential };
  },
};
