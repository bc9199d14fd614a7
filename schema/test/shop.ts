import type { Action, DomainWords } from '../src/contract/words.js';

const TENANT = `
"The customer, within whose walls everything happens."
type Tenant @key(fields: "id") {
  "The tenant's id."
  id: ID!`;
const ROOT_TENANT = `
  "The tenant of the signed context."
  tenant: Tenant @shareable`;

/** What there is. */
export const STOCK = `type Query {${ROOT_TENANT}
  "One item. Null for an unknown id."
  item(
    "Its id."
    id: ID!
  ): Item
  "All items. Null without \`stock.item.read\`."
  items(
    "At most this many."
    first: Int = 50
    "The cursor after which to go on."
    after: String
  ): ItemConnection
}
${TENANT}
  "How many items there are. Null without \`stock.item.read\`."
  itemCount: Int
}

"Something that can be sold."
type Item @key(fields: "id") {
  "Its id."
  id: ID!
  "Its name."
  name: String
  "Whether it can be sold now."
  availability: Availability
}

"Whether something can be sold."
type Availability {
  "The answer."
  available: Boolean!
  "How soon."
  state: StockState!
  "Why."
  reason: Reason!
}

"Where an item stands."
enum StockState {
  "On the shelf."
  HERE
  "Ordered."
  COMING
}

"A page of items."
type ItemConnection {
  "The page, in order."
  edges: [ItemEdge!]!
  "Where the page lies."
  pageInfo: PageInfo!
}

"One item of a page."
type ItemEdge {
  "Its place, for \`after\`."
  cursor: String!
  "The item."
  node: Item!
}
`;

/** What is sold. */
export const SALES = `type Query {${ROOT_TENANT}
}

type Mutation {
  "Sells an item. Refused with \`sales.sold_out\`."
  sellItem(
    "Which one."
    input: SellItemInput!
  ): SellItemPayload!
}
${TENANT}
  "What was sold. Null without \`sales.sale.read\`."
  soldCount: Int
}

"Something that can be sold."
type Item @key(fields: "id") {
  "Its id."
  id: ID!
  "What it costs. Null while nobody sells it."
  price: Price
}

"An amount of money."
type Price {
  "In minor units."
  amount: BigInt!
}

"What is to be sold."
input SellItemInput {
  "The item."
  itemId: ID!
  "How it is paid."
  payment: Payment
  "Names this intention."
  idempotencyKey: ID!
}

"How something is paid."
enum Payment {
  "At once."
  NOW
  "Later."
  LATER
}

"What a sale answers."
type SellItemPayload {
  "The item. Null when refused."
  item: Item
  "Proof of freshness. Null when refused."
  consistencyToken: ConsistencyToken
  "Why it was refused. Empty when it was done."
  errors: [MutationError!]!
}
`;

export function anAction(name: string, more: Partial<Action> = {}): Action {
  return {
    name,
    section: null,
    effect: 'WRITE',
    factors: ['BOUNDARY', 'TRUST', 'PERMISSION'],
    feature: null,
    requiredTrust: 'T1_BEARER',
    requiresMfa: false,
    stalenessSeconds: 30,
    powerReducing: false,
    endsStanding: false,
    systemRoles: [],
    duties: [],
    ...more,
  };
}

export const STOCK_WORDS: DomainWords = {
  name: 'stock',
  reasons: ['stock.here', 'stock.not_found'],
  actions: [anAction('stock.item.read', { effect: 'READ' })],
  reads: new Map(),
};

export const SALES_WORDS: DomainWords = {
  name: 'sales',
  reasons: ['sales.sold_out'],
  actions: [anAction('sales.sale.read', { effect: 'READ' }), anAction('sales.item.sell')],
  reads: new Map(),
};
