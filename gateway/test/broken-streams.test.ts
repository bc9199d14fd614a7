import { afterEach, describe, expect, test } from 'vitest';
import { aJwt, API_KEY, pause, startPlatform, until, type Platform } from './builders.js';

const QUERY = '{ may }';

let platform: Platform;
afterEach(() => platform.stop());

const logged = (event: string): number => platform.logged.filter(({ msg }) => msg === event).length;
const exchanges = (): number => platform.identity.exchanges.length;

describe('a withdrawal stream', () => {
  test('that breaks has every request exchanged, until it is open again', async () => {
    platform = await startPlatform();
    await platform.ask(QUERY);
    platform.identity.mute(true);
    await until(() => logged('withdrawal feed broken') === 1);
    for (let i = 0; i < 2; i += 1) expect((await platform.ask(QUERY)).status).toBe(200);
    expect(exchanges()).toBe(3);
    platform.identity.mute(false);
    await until(() => logged('withdrawal feed opened') === 3);
    for (let i = 0; i < 2; i += 1) await platform.ask(QUERY);
    expect(exchanges()).toBe(4);
  });

  test('that is silent for a second counts as broken', async () => {
    platform = await startPlatform();
    await platform.ask(QUERY);
    platform.credentials.silence(true);
    await pause(600);
    await platform.ask(QUERY);
    expect(exchanges()).toBe(1);
    await until(() => logged('withdrawal feed broken') === 1, 900);
    await platform.ask(QUERY);
    expect(exchanges()).toBe(2);
  });

  test('that opens again brings nothing back that was kept before it broke', async () => {
    platform = await startPlatform();
    await platform.ask(QUERY);
    platform.credentials.mute(true);
    await until(() => logged('withdrawal feed broken') === 1);
    platform.credentials.mute(false);
    await until(() => logged('withdrawal feed opened') === 3);
    await platform.ask(QUERY);
    expect(exchanges()).toBe(2);
  });

  test('that opens while a token is being exchanged keeps that token out', async () => {
    platform = await startPlatform();
    platform.credentials.mute(true);
    await until(() => logged('withdrawal feed broken') === 1);
    platform.identity.delayMs = 2_500;
    const slow = platform.ask(QUERY);
    await until(() => exchanges() === 1);
    platform.credentials.mute(false);
    await until(() => logged('withdrawal feed opened') === 3);
    await slow;
    platform.identity.delayMs = 0;
    await platform.ask(QUERY);
    expect(exchanges()).toBe(2);
  });

  test('is needed: with none configured nothing is kept', async () => {
    platform = await startPlatform({ environment: { WITHDRAWAL_FEEDS: '' } });
    for (let i = 0; i < 2; i += 1) await platform.ask(QUERY);
    expect(exchanges()).toBe(2);
    expect(platform.logged.some(({ msg }) => String(msg).startsWith('no withdrawal feed is configured'))).toBe(true);
  });
});

describe('with the minter down', () => {
  test('a token that it gave serves until it expires, then 503 with Retry-After and never 401', async () => {
    platform = await startPlatform();
    platform.identity.lifeSeconds = 5;
    await platform.ask(QUERY);
    await platform.identity.stop();
    await until(() => logged('withdrawal feed broken') === 1);
    for (let i = 0; i < 3; i += 1) expect((await platform.ask(QUERY)).data).toEqual({ may: true });
    const unknown = await platform.ask(QUERY, { credential: aJwt({ jti: 'not seen before' }) });
    expect([unknown.status, unknown.headers.get('retry-after')]).toEqual([503, '1']);
    await pause(3_500);
    const late = await platform.ask(QUERY);
    expect([late.status, late.headers.get('retry-after'), late.errors[0]?.extensions['code']]).toEqual([
      503,
      '1',
      'UNAVAILABLE',
    ]);
    expect((await platform.ask(QUERY, { credential: API_KEY })).status).toBe(200);
  });

  test('a token does not serve while another stream is broken too: nobody could have said that it is withdrawn', async () => {
    platform = await startPlatform();
    await platform.ask(QUERY);
    platform.credentials.mute(true);
    await platform.identity.stop();
    await until(() => logged('withdrawal feed broken') === 2);
    expect((await platform.ask(QUERY)).status).toBe(503);
  });

  test('a token whose withdrawal was heard before does not serve', async () => {
    platform = await startPlatform();
    await platform.ask(QUERY);
    platform.credentials.withdraw({});
    await pause(100);
    await platform.identity.stop();
    expect((await platform.ask(QUERY)).status).toBe(503);
  });

  test('a token does not serve that its minter refused to renew', async () => {
    platform = await startPlatform();
    await platform.ask(QUERY);
    platform.identity.mute(true);
    await until(() => logged('withdrawal feed broken') === 1);
    platform.identity.refuse = { status: 403, body: { error: 'no', reason: null, decision_id: null } };
    expect((await platform.ask(QUERY)).status).toBe(403);
    await platform.identity.stop();
    await pause(1_050);
    expect((await platform.ask(QUERY)).status).toBe(503);
  });
});
