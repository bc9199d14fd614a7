import { existsSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openWorkshop, ranTo, start, type Running, type Workshop } from '../containers/by-hand.js';
import { commandOf, containerfileOf, healthOf } from '../containers/containerfiles.js';
import { until } from '../harness/time.js';
import { gatewayEnvironment, migration, serviceEnvironment } from './standalone/commands.js';
import { DOMAINS } from './standalone/databases.js';
import { prepareSite, type Site } from './standalone/site.js';

const SERVICES = [...DOMAINS, 'gateway'] as const;
type Service = (typeof SERVICES)[number];
const folderOf = (name: Service): string => (name === 'gateway' ? name : `subgraphs/${name}`);

let workshop: Workshop;
let site: Site;
const images = new Map<string, string>();
const running = new Map<Service, Running>();

beforeAll(async () => {
  [workshop, site] = await Promise.all([openWorkshop(), prepareSite()]);
  for (const folder of ['platform/cli', ...SERVICES.map(folderOf)])
    images.set(folder, await workshop.build(containerfileOf(folder)));
}, 900_000);
afterAll(async () => {
  await Promise.all([...running.values()].map((service) => service.stop()));
  await site.remove();
  workshop.remove();
}, 600_000);

const imageOf = (folder: string): string => images.get(folder) ?? '';
const commands = (program: string, ...args: readonly string[]): readonly string[] => [
  'node',
  '--enable-source-maps',
  `platform/cli/dist/${program}.js`,
  ...args,
];
const environmentOf = (name: Service): Record<string, string> =>
  name === 'gateway' ? gatewayEnvironment(site) : serviceEnvironment(site, name);

describe('what the Containerfiles make, by their own commands', () => {
  test('has nothing that only development needs', () => {
    for (const [folder, image] of images) {
      const found = ['vitest', 'typescript', 'eslint', 'turbo', 'esbuild'].filter((name) =>
        existsSync(`${image}/node_modules/${name}`),
      );
      expect({ folder, found }).toEqual({ folder, found: [] });
    }
  });

  test('makes keys and migrates, from the image of the commands', async () => {
    const image = imageOf('platform/cli');
    expect(await ranTo(image, commands('keys', 'init', '--dir', site.keys), {})).toContain('Made 5 key files');
    for (const domain of DOMAINS) {
      const { args = [], env = {} } = migration(site, domain);
      expect(await ranTo(image, commands('migrate', ...args), env)).toContain(`${domain}: applied`);
    }
    for (const program of ['restored', 'bootstrap'])
      expect(await ranTo(image, commands(program, '--help'), {})).toContain(`npm run ${program}`);
  });

  test('starts all five services, each healthy by its own health check', async () => {
    for (const name of SERVICES) {
      const file = containerfileOf(folderOf(name));
      const service = start(imageOf(folderOf(name)), commandOf(file), environmentOf(name));
      running.set(name, service);
    }
    for (const name of SERVICES) {
      const check = healthOf(containerfileOf(folderOf(name)));
      const { value } = await until(
        async () => ({ code: await running.get(name)?.beside(check), said: running.get(name)?.said() }),
        ({ code }) => code === 0,
        { withinMs: 30_000, everyMs: 200 },
      );
      expect(value.said).toContain('started');
    }
  });

  test('ends in order when it is told to, and is not healthy then', async () => {
    for (const name of SERVICES) {
      const service = running.get(name);
      expect({ name, code: await service?.stop() }).toEqual({ name, code: 0 });
      expect(await service?.beside(healthOf(containerfileOf(folderOf(name))))).toBe(1);
      running.delete(name);
    }
  });
});
