import { bootstrapSettings, DEFINITIONS, DOMAINS, migrationSettings } from '@bailiwick/cli';
import { settingsOf, type Setting } from '@bailiwick/config';
import { credentialsEnvironment } from '@bailiwick/credentials';
import { environmentSchema, SUBGRAPH_URL_ABOUT } from '@bailiwick/gateway';
import { domainSettings, neighboursOf } from '@bailiwick/subgraph-host';

/** The parts of docs/operate.md that are made from the schemas that read the environment, by the name of their place. */
export function settingsTables(): ReadonlyMap<string, string> {
  return new Map([
    ['gateway', tableOf([...settingsOf(environmentSchema), SUBGRAPH_URL])],
    ['domains', tableOf([...ofEveryDomain(), ...settingsOf(credentialsEnvironment).map(onlyIn('credentials'))])],
    [
      'commands',
      tableOf([...settingsOf(migrationSettings), ...settingsOf(bootstrapSettings).map(onlyIn('bootstrap'))]),
    ],
  ]);
}

/** Every environment variable that any of our programs reads as a setting. */
export function knownSettings(): ReadonlySet<string> {
  return new Set([...settingsTables().values()].flatMap((table) => [...table.matchAll(/^\| `([^`]+)`/gm)].map(nameIn)));
}

const nameIn = ([, name = '']: RegExpMatchArray): string => name;

const SUBGRAPH_URL: Setting = {
  name: 'SUBGRAPH_<NAME>_URL',
  about: SUBGRAPH_URL_ABOUT,
  unit: null,
  standard: null,
  isRequired: false,
  range: null,
};

const onlyIn =
  (where: string) =>
  (each: Setting): Setting => ({ ...each, about: `Only ${where}: ${each.about}` });

/** The same for all but the ports, which each domain has its own of. */
function ofEveryDomain(): readonly Setting[] {
  const registered = Object.entries(DOMAINS);
  const ports = registered.map(([name, domain]) => `${domain.ports.port} ${name}`);
  const outside = registered.flatMap(
    ([
      name,
      {
        ports: { publicPort },
      },
    ]) => (publicPort === null ? [] : [`${publicPort} ${name}`]),
  );
  const own = new Map([
    ['PORT', ports.join(', ')],
    ['PUBLIC_PORT', outside.join(', ')],
  ]);
  const peers = DEFINITIONS.slice(0, 1).map(({ directory }) => neighboursOf(directory));
  return settingsOf(domainSettings({ port: 1, publicPort: 1 }, peers.join())).map((each) => ({
    ...each,
    standard: own.get(each.name) ?? each.standard,
  }));
}

function tableOf(settings: readonly Setting[]): string {
  const rows = settings.map(
    ({ name, about, unit, range, standard, isRequired }) =>
      `| \`${name}\` | ${about} | ${[range, unit].filter((part) => part !== null).join(' ')} | ${
        isRequired ? '**required**' : standard === null ? '–' : `\`${standard}\``
      } |`,
  );
  return ['| setting | what it says | range, unit | default |', '|---|---|---|---|', ...rows].join('\n');
}
