import { setTimeout } from 'node:timers/promises';
import type { RunningDomain } from '@bailiwick/subgraph-host';

/** One domain of the embedded platform, as somebody who looks at it from outside sees it. */
export interface DomainStanding {
  readonly name: string;
  readonly running: boolean;
  readonly url: URL;
}

/** Stops and starts single domains, so that people can see an outage. */
export interface DomainSwitches {
  readonly domains: () => readonly DomainStanding[];
  /** What a crash of it looks like to the others: connections are cut, nothing is finished. False: it was stopped already. */
  readonly stopDomain: (name: string) => Promise<boolean>;
  /** Resolves once it serves, and hears and is heard by those that run. False: it ran already. */
  readonly startDomain: (name: string) => Promise<boolean>;
}

const NAMES = new Intl.ListFormat('en-GB');

export class DomainUnknown extends Error {
  override readonly name = 'DomainUnknown';
}

interface Switch {
  domain: RunningDomain;
  running: boolean;
  /** Whatever was asked last: the next waits for it, so that two terminals never start one port twice. */
  last: Promise<unknown>;
}

/** Who reads a feed pauses at most 5 s between two tries; past this something else is wrong, and the log says what. */
const HEARD_WITHIN_MS = 15_000;

export function createDomainSwitches(
  running: readonly RunningDomain[],
  start: (name: string) => Promise<RunningDomain>,
): DomainSwitches & { stopAll(graceMs?: number): Promise<void> } {
  const switches = new Map(running.map((domain) => [domain.name, switchedOn(domain)]));
  const ending = new AbortController();
  return {
    domains: () => [...switches].map(([name, { domain, running }]) => ({ name, running, url: domain.url })),
    stopDomain: (name) =>
      inTurn(switches, name, async (each) => {
        if (!each.running) return false;
        each.running = false;
        await each.domain.stop(0);
        return true;
      }),
    startDomain: (name) =>
      inTurn(switches, name, async (each) => {
        if (each.running || ending.signal.aborted) return false;
        each.domain = await start(name);
        each.running = true;
        await untilHeard([...switches.values()], ending.signal);
        return true;
      }),
    stopAll: async (graceMs) => {
      ending.abort();
      const stop = (name: string) => inTurn(switches, name, ({ domain }) => domain.stop(graceMs));
      await Promise.all([...switches.keys()].map(stop));
    },
  };
}

function switchedOn(domain: RunningDomain): Switch {
  return { domain, running: true, last: Promise.resolve() };
}

async function inTurn<Result>(
  switches: ReadonlyMap<string, Switch>,
  name: string,
  work: (each: Switch) => Promise<Result>,
): Promise<Result> {
  const each = switches.get(name);
  if (each === undefined)
    throw new DomainUnknown(`There is no domain "${name}". There are ${NAMES.format(switches.keys())}.`);
  const result = each.last.then(() => work(each));
  each.last = result.catch(() => undefined); // it is told to whoever asked; the next one tries afresh
  return result;
}

/** Until everybody who runs hears everybody who runs: only then is an outage over everywhere. */
async function untilHeard(switches: readonly Switch[], ending: AbortSignal): Promise<void> {
  const running = () => switches.flatMap((each) => (each.running ? [each.domain] : []));
  const isHeard = () => running().every((reader) => running().every((source) => reader.follows(source.name)));
  const giveUpAt = performance.now() + HEARD_WITHIN_MS;
  while (!isHeard() && performance.now() < giveUpAt && !ending.aborted) await setTimeout(20);
}
