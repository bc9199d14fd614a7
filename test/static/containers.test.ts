import { existsSync } from 'node:fs';
import { DEFAULT_PORTS, DOMAINS } from '@bailiwick/cli';
import { validate } from 'dockerfile-utils';
import { describe, expect, test } from 'vitest';
import {
  commandOf,
  containerfileOf,
  copiedFromBuild,
  FOLDERS,
  healthOf,
  read,
  ROOT,
  saying,
} from '../containers/containerfiles.js';

const scripts = (JSON.parse(read('package.json')) as { scripts: Record<string, string> }).scripts; // npm's own format
const nameOf = (folder: string): string => folder.split('/').at(-1) ?? '';
const services = FOLDERS.filter((folder) => folder !== 'platform/cli');
const portsOf = (name: string): readonly number[] => {
  if (name === 'gateway') return [DEFAULT_PORTS.gateway];
  const ports = Object.entries(DOMAINS).find(([domain]) => domain === name)?.[1].ports;
  return [ports?.port, ports?.publicPort].filter((port) => typeof port === 'number');
};

describe.each(FOLDERS)('the Containerfile of %s', (folder) => {
  const file = containerfileOf(folder);

  test('is sound to a linter', () => {
    expect(validate(file.text).map(({ message, range }) => ({ line: range.start.line + 1, message }))).toEqual([]);
  });

  test('builds on one base image, of an exact version that runs our code', () => {
    const bases = saying(file, 'FROM');
    expect(bases).toHaveLength(2);
    for (const base of bases) expect(base).toMatch(/^node:(2[024])\.\d+\.\d+-bookworm-slim( AS build)?$/);
    expect(new Set(bases.map((base) => base.split(' ')[0])).size).toBe(1);
  });

  test('takes only what is there, or what the build makes', () => {
    const taken = copiedFromBuild(file);
    expect(saying(file, 'COPY').length).toBe(taken.length + 1);
    expect(taken.filter((path) => path !== 'node_modules' && !existsSync(`${ROOT}${path}`))).toEqual([]);
    const program = commandOf(file).find((part) => part.endsWith('.js')) ?? '';
    expect(taken.some((path) => program.startsWith(`${path}/`))).toBe(true);
  });

  test('runs without root, in production, with an exec form that signals reach', () => {
    expect(saying(file, 'USER')).toEqual(['1000:1000']);
    expect(saying(file, 'ENV')).toEqual(['NODE_ENV=production']);
    for (const keyword of ['CMD', 'ENTRYPOINT']) for (const says of saying(file, keyword)) expect(says).toMatch(/^\[/);
    expect(saying(file, 'ARG')).toEqual([]);
  });

  test('differs from the others only in what it runs', () => {
    const [own, other] = [file, containerfileOf('gateway')].map(({ steps }) =>
      steps
        .filter(({ keyword }) => keyword === 'RUN' || keyword === 'FROM')
        .map(({ says }) => says.replace(/@bailiwick\/\S+/, '')),
    );
    expect(own).toEqual(other);
    expect(saying(file, 'RUN').at(-1)).toContain(`--workspace @bailiwick/${nameOf(folder)}`);
  });
});

describe.each(services)('the container of %s', (folder) => {
  const file = containerfileOf(folder);
  const name = nameOf(folder);

  test('starts what npm run starts', () => {
    expect(`exec ${commandOf(file).join(' ')}`).toBe(scripts[`start:${name}`]);
  });

  test('listens at its own ports, and is asked for its health there', () => {
    expect(saying(file, 'EXPOSE').flatMap((says) => says.split(' ').map(Number))).toEqual(portsOf(name));
    expect(healthOf(file).at(-1)).toContain(`process.env.PORT ?? ${portsOf(name)[0] ?? 0}`);
  });
});

test('each of the five services has a Containerfile, and the commands', () => {
  expect(FOLDERS).toEqual(
    expect.arrayContaining(
      ['gateway', 'platform/cli', ...Object.keys(DOMAINS).map((name) => `subgraphs/${name}`)].slice(0, 6),
    ),
  );
});

test('a build sees no keys, no data and nothing that was installed here', () => {
  const ignored = read('.dockerignore').split('\n');
  expect(ignored).toEqual(
    expect.arrayContaining(['.git', '**/node_modules', '**/dist', '.data', '.env', 'keys', 'backup']),
  );
});
