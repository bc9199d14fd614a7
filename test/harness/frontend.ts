import { parse, print } from 'graphql';
import { callsOf, type Call } from './frontend-calls.js';
import { ANA } from './frontend-preparation.js';
import { OPERATIONS, type Operation } from './operations.js';
import { compareWithout, withTypenames, type Difference } from './ownership.js';
import type { Answer, Ask, TestPlatform } from './platform.js';

/** Every operation that the frontend sends, once with everything up. A new one without a call fails. */
export interface Frontend {
  readonly whole: ReadonlyMap<string, Answer>;
  /**
   * Stops the domain and sends every operation again, at once: what was known of the domain is as fresh, and each
   * token as young, as they can be.
   */
  without(domain: string): Promise<Outage>;
}

/** What the operations were answered without one domain. */
export interface Outage {
  answerTo(operation: string): Answer;
  survivalOf(operation: string): Survival;
}

/** What an operation got while one domain was down, judged by who resolves each of its fields. */
export interface Survival extends Difference {
  /** What is missing without an UNAVAILABLE at its place. */
  readonly unsaid: readonly string[];
}

export async function openFrontend(platform: TestPlatform): Promise<Frontend> {
  const calls = await callsOf(platform);
  const whole = await sendAll(platform, await sendings(platform, calls, 0));
  return {
    whole,
    without: async (domain) => {
      const again = await sendings(platform, calls, 1);
      await platform.stopDomain(domain);
      const answers = await sendAll(platform, again);
      const answerTo = (name: string): Answer => found(answers, name);
      const survivalOf = (name: string): Survival => survivalIn(domain, name, found(whole, name), answerTo(name));
      return { answerTo, survivalOf };
    },
  };
}

interface Sending {
  readonly name: string;
  readonly request: Ask;
}

/** Each person has one token, as in a browser, which is exchanged already wherever it will be used. */
async function sendings(
  platform: TestPlatform,
  calls: Readonly<Record<string, Call>>,
  repeat: number,
): Promise<readonly Sending[]> {
  const tokens = new Map<string, string>();
  const sent: Sending[] = [];
  for (const operation of CHANGES_FIRST) {
    const call = calls[operation.name] ?? (isSentAsItStands(operation) ? AS_ANYBODY : undefined);
    if (call === undefined) throw new Error(`Say in frontend-calls.ts how ${operation.name} is sent.`);
    const { variables, as: sender, ...where } = call;
    const email = typeof sender === 'string' ? sender : sender(repeat);
    const as = tokens.get(email) ?? `Bearer ${await platform.tokenOf(email)}`;
    tokens.set(email, as);
    await platform.ask({ query: '{ viewer { authenticatedBy } }', as, ...where });
    const asked = { query: textOf(operation), operationName: operation.name, variables: variables(repeat) };
    sent.push({ name: operation.name, request: { ...asked, as, ...where } });
  }
  return sent;
}

async function sendAll(platform: TestPlatform, sent: readonly Sending[]): Promise<ReadonlyMap<string, Answer>> {
  const answers = new Map<string, Answer>();
  for (const { name, request } of sent) answers.set(name, await platform.ask(request));
  return answers;
}

/** So that what is read is the same both times: only the first time does a change change something. */
const CHANGES_FIRST = OPERATIONS.toSorted((a, b) => Number(a.kind === 'query') - Number(b.kind === 'query'));

/** A query without variables needs no call of its own: a new domain brings one along. */
const isSentAsItStands = ({ kind, takesVariables }: Operation): boolean => kind === 'query' && !takesVariables;
const AS_ANYBODY: Call = { as: ANA, tenant: 'acme', variables: () => ({}) };

const textOf = ({ document }: Operation): string => print(withTypenames(parse(document)));

function found(answers: ReadonlyMap<string, Answer>, name: string): Answer {
  const answer = answers.get(name);
  if (answer === undefined) throw new Error(`${name} was not sent.`);
  return answer;
}

function survivalIn(down: string, name: string, before: Answer, after: Answer): Survival {
  const document = OPERATIONS.find((each) => each.name === name)?.document ?? '';
  const { lost, gone, kept } = compareWithout(down, parse(document), name, before, after);
  const said = after.errors.filter(({ extensions }) => extensions?.['code'] === 'UNAVAILABLE');
  // Without any data the whole request was answered so; else the place is named, or one above it.
  const places = said.map(({ path }) => (path === undefined && after.status === 503 ? '' : (path ?? ['?']).join('.')));
  const isSaid = (path: string): boolean =>
    places.some((place) => place === '' || path === place || path.startsWith(`${place}.`));
  return { lost, gone, kept, unsaid: [...lost, ...gone.map(({ path }) => path)].filter((path) => !isSaid(path)) };
}
