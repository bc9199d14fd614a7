/** The boundaries of the layout, each with the sentence that it stands for. */
const sources = '^(platform/[^/]+|gateway|subgraphs/[^/]+|schema|test)/';
module.exports = {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'No cycles: every part can be read without the part that uses it.',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'domain-is-pure',
      severity: 'error',
      comment: 'Domain is pure: a rule imports the decision vocabulary and other rules, never I/O.',
      from: { path: '^subgraphs/[^/]+/src/domain/', pathNot: '\\.test\\.ts$' },
      to: {
        pathNot: [
          '^subgraphs/[^/]+/src/domain/',
          '^platform/decision/',
          '^subgraphs/[^/]+/src/reasons\\.ts$',
          '^platform/subgraph-host/src/issuer-keys/address\\.ts$', // a rule about addresses, shared by two domains
          '^(node:)?(net|crypto|zlib)$',
        ],
      },
    },
    {
      name: 'a-store-knows-no-graphql',
      severity: 'error',
      comment: 'A store knows no GraphQL: it speaks SQL and domain types.',
      from: { path: '^subgraphs/[^/]+/src/store/', pathNot: '\\.test\\.ts$' },
      to: {
        path: [
          'node_modules/(graphql|@apollo|dataloader|undici)',
          '^subgraphs/[^/]+/src/resolvers/',
          '^platform/subgraph-host/src/(?!testing)',
        ],
      },
    },
    {
      name: 'subgraphs-are-strangers',
      severity: 'error',
      comment: 'Subgraphs are strangers: they meet in the supergraph or in events.',
      from: { path: '^subgraphs/([^/]+)/' },
      to: { path: '^subgraphs/', pathNot: '^subgraphs/$1/' },
    },
    {
      name: 'the-gateway-only-federates',
      severity: 'error',
      comment: 'The gateway only federates: no subgraph, no host, no database, no token minting.',
      from: { path: '^gateway/src/', pathNot: '\\.test\\.ts$|/testing/' },
      to: {
        path: [
          '^subgraphs/',
          '^platform/(subgraph-host|database|events|decision|transaction-token)/',
          'node_modules/(kysely|pg|@electric-sql)',
        ],
      },
    },
    {
      name: 'one-door-to-the-database',
      severity: 'error',
      comment: 'One door to the database: only platform/database knows a driver.',
      from: { path: sources, pathNot: '^platform/database/' },
      to: { path: 'node_modules/(kysely|pg|@electric-sql)/', pathNot: 'node_modules/pg/.*' },
    },
    {
      name: 'nothing-that-can-fetch-gets-a-transaction',
      severity: 'error',
      comment: 'Nothing that can fetch gets a transaction: a store never imports a client.',
      from: {
        path: ['^subgraphs/[^/]+/src/(store|domain)/', '^platform/database/src/'],
        pathNot: '\\.test\\.ts$|/testing/',
      },
      to: { path: ['node_modules/undici', '^node:https?$', '^https?$'] },
    },
    {
      name: 'a-frontend-needs-the-client-alone',
      comment: 'A frontend needs the client alone: it imports nothing of the servers.',
      severity: 'error',
      from: { path: '^schema/client/' },
      to: { path: '^(platform|gateway|subgraphs|schema|test)/', pathNot: '^schema/client/|^platform/tooling/' },
    },
    {
      name: 'platform-stands-below',
      severity: 'error',
      comment: 'The platform stands below: only the command line joins the parts.',
      from: { path: '^platform/', pathNot: '^platform/cli/' },
      to: { path: '^(subgraphs|gateway|schema|test)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|test-results|\\.turbo)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['bailiwick-source', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.tsx', '.mjs', '.js', '.json'],
    },
  },
};
