import { ConfigError } from '@bailiwick/config';
import { describe, expect, test } from 'vitest';
import { readGatewayConfig } from './config.js';

function problems(environment: Readonly<Record<string, string>>): readonly string[] {
  try {
    readGatewayConfig(environment);
    return [];
  } catch (error) {
    return error instanceof ConfigError ? error.problems : [String(error)];
  }
}

const EXCHANGE = {
  EXCHANGE_PERSON_URL: 'https://identity.internal:4003',
  KEYS_FILE: 'keys.json',
  TRUST_DOMAIN: 'urn:bailiwick:prod',
};

describe('the gateway’s configuration', () => {
  test('needs nothing: loopback, port 4000, the committed graph, no exchange', () => {
    const config = readGatewayConfig({});
    expect([config.host, config.port, config.exchange]).toEqual(['127.0.0.1', 4000, { person: null, machine: null }]);
    expect(config.supergraph).toMatch(/schema\/supergraph\.graphql$/);
  });

  test('names every problem at once', () => {
    const wrong = {
      PORT: 'x',
      EXCHANGE_MACHINE_URL: 'http://10.0.0.1',
      SUBGRAPH_BILLING_URL: 'nope',
      WITHDRAWAL_FEEDS: 'identity',
      TRUSTED_PROXIES: '-1',
      MAX_BODY_BYTES: '0',
    };
    expect(problems(wrong).map((problem) => problem.split(/:| is not set/)[0])).toEqual(
      expect.arrayContaining([...Object.keys(wrong), 'KEYS_FILE', 'TRUST_DOMAIN']),
    );
  });

  test.each([
    'http://10.0.0.1:4003',
    'http://identity.internal:4003',
    'http://127.0.0.1.evil.test',
    'http://localhost.evil.test',
  ])('refuses %s: plain http leaves loopback', (url) => {
    expect(problems({ ...EXCHANGE, EXCHANGE_PERSON_URL: url })).toEqual([
      expect.stringContaining('EXCHANGE_PERSON_URL: must be https'),
    ]);
    expect(problems({ SUBGRAPH_BILLING_URL: url })).toEqual([
      expect.stringContaining('SUBGRAPH_BILLING_URL: must be https'),
    ]);
    expect(problems({ ...EXCHANGE, WITHDRAWAL_FEEDS: `identity=${url}` })).toEqual([
      expect.stringContaining('WITHDRAWAL_FEEDS'),
    ]);
  });

  test.each(['http://127.0.0.1:4003', 'http://localhost:4003', 'http://[::1]:4003', 'https://identity.internal'])(
    'takes %s',
    (url) => {
      expect(
        problems({
          ...EXCHANGE,
          EXCHANGE_PERSON_URL: url,
          SUBGRAPH_BILLING_URL: url,
          WITHDRAWAL_FEEDS: `identity=${url}`,
        }),
      ).toEqual([]);
    },
  );

  test.each([{ HOST: '0.0.0.0' }, { NODE_ENV: 'production' }])(
    'keeps development tokens inside the fence: %o',
    (outside) => {
      const development = { ...EXCHANGE, TRUST_DOMAIN: 'urn:bailiwick:dev' };
      expect(problems(development)).toEqual([]);
      expect(problems({ ...development, ...outside })).toEqual([expect.stringContaining('only for loopback')]);
    },
  );
});
