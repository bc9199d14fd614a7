import type { Log } from '@bailiwick/config';
import type { PairSecrets } from '@bailiwick/request-signature';
import type { Clock } from './clock.js';
import type { GatewayConfig } from './config.js';
import { ExchangeCache } from './exchange-cache.js';
import { createMinter, type Exchanged, type ExchangeRequest, type Granted } from './exchange-token.js';
import type { Hops } from './sign-request.js';
import { UsageReport } from './usage-report.js';
import { WithdrawalFeeds } from './withdrawals.js';

/** Everything between a credential and its Txn-Token. */
export interface Exchanges {
  readonly tokenFor: (request: ExchangeRequest) => Promise<Exchanged>;
  readonly start: () => void;
  readonly stop: () => Promise<void>;
}

export interface ExchangeParts {
  readonly pairSecrets: PairSecrets;
  readonly hops: Hops;
  readonly log: Log;
  readonly clock: Clock;
  readonly newRequestId: () => string;
}

export function createExchanges(
  config: GatewayConfig,
  { pairSecrets, hops, log, clock, newRequestId }: ExchangeParts,
): Exchanges {
  const minters = openMinters(config, hops, log);
  const feeds = new WithdrawalFeeds(config.withdrawalFeeds);
  const usage =
    config.exchange.machine === null
      ? null
      : new UsageReport(config.exchange.machine, { hops, log, now: clock.now, newRequestId }, boundsOf(config));
  const reportUse = (granted: Granted, { credential, clientAddress }: ExchangeRequest): void => {
    if (credential.owner === 'machine')
      usage?.record({ sub: granted.subject, tenant: granted.tenant, address: clientAddress });
  };
  const cache = new ExchangeCache({
    exchange: (request) => minters[request.credential.owner]?.exchange(request) ?? Promise.resolve(NOT_TAKEN),
    listening: feeds,
    now: clock.steadyMs,
    capacity: config.limits.cachedTokens,
    onReuse: reportUse,
  });
  const effects = { onWithdrawal: cache.withdraw.bind(cache), onOpened: cache.forget.bind(cache) };
  return {
    tokenFor: (request) => cache.tokenFor(request),
    start: () => {
      feeds.start(config.withdrawalFeeds, { pairSecrets, now: clock.now, log }, effects);
    },
    stop: async () => {
      await feeds.stop();
      await usage?.stop();
      await Promise.all([minters.person?.close(), minters.machine?.close()]);
    },
  };
}

const NOT_TAKEN: Exchanged = {
  outcome: 'refused',
  status: 401,
  message: 'Credentials of this kind are not taken here.',
  reason: null,
  decisionId: null,
  retryAfterSeconds: null,
};

function openMinters(config: GatewayConfig, hops: Hops, log: Log) {
  const { person, machine } = config.exchange;
  const open = (workload: typeof person) =>
    workload === null ? null : createMinter(workload, config.trustDomain ?? '', hops, log, boundsOf(config));
  return { person: open(person), machine: open(machine) };
}

function boundsOf({ timeouts }: GatewayConfig) {
  return { connectMs: timeouts.connectMs, totalMs: timeouts.exchangeMs, responseBytes: 65_536 };
}
