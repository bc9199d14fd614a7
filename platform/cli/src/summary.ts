import type { DemoPlan } from '@bailiwick/subgraph-host';

/** Where things are and how to get in, on one screen. Secrets are named by their file, never shown. */
export function summaryOf(facts: {
  readonly gateway: URL;
  readonly dataDir: string;
  readonly demo: DemoPlan;
  readonly services: Readonly<Record<string, URL>>;
  readonly tokenIssuer: URL;
}): string {
  const { gateway, dataDir, demo, services, tokenIssuer } = facts;
  const data = dataDir === '.data' ? '' : ` --data ${dataDir}`;
  const roles = (person: DemoPlan['people'][number]) =>
    person.memberships
      .map(
        ({ tenant, role, duty }) =>
          `${duty ?? role ?? 'member'} in ${demo.tenants.find(({ id }) => id === tenant)?.slug ?? tenant}`,
      )
      .join(', ');
  return `
Bailiwick is running.

  Playground   ${new URL('/', gateway).href}
  GraphQL      ${new URL('/graphql', gateway).href}
  Tokens       ${new URL('/oauth/token', tokenIssuer).href} (OAuth clients; what it can do: /.well-known/oauth-authorization-server)
  Domains      ${Object.entries(services)
    .map(([name, url]) => `${name} ${url.host}`)
    .join(' · ')}
  Data         ${dataDir} (remove it to start afresh)
  Tour         docs/tour.md: ten minutes of copy and paste in a second terminal

People
${demo.people.map((person) => `  ${person.email.padEnd(26)} ${roles(person)}`).join('\n')}

Machines: their keys are in ${dataDir}/demo-credentials.json
${demo.machines.map((machine) => `  ${machine.name.padEnd(26)} ${machine.statement}`).join('\n')}

Try it in a second terminal:

  curl -s ${new URL('/graphql', gateway).href} \\
    -H "Authorization: Bearer $(npm run -s token -- ana@acme.example${data})" -H "X-Tenant: acme" -H "Content-Type: application/json" \\
    -d '{"query":"{ viewer { principal { __typename } tenant { name } } accessState { canAccess reason { code message } } }"}'

Stop with Ctrl-C.
`;
}
