import { DOMAINS, mapRecord, type DomainName } from './domains.js';

/** Where everything listens. A public port is used only by a domain that offers something to the public. */
export type Ports = Readonly<Record<'gateway' | DomainName | `${DomainName}Public`, number>>;

const GATEWAY = 4000;
/** From a domain's port to the one that is kept free for the public, until its `package.json` names another. */
const PUBLIC_DISTANCE = 100;

/** The gateway's own, and what each domain's `package.json` says. */
export const DEFAULT_PORTS: Ports = {
  gateway: GATEWAY,
  ...mapRecord(DOMAINS, ({ ports }) => ports.port),
  ...asPublic(mapRecord(DOMAINS, ({ ports }) => ports.publicPort ?? ports.port + PUBLIC_DISTANCE)),
};

/** The whole platform beside one gateway's port, at the distances of the defaults: a second one needs one number. */
export function portsFrom(gateway: number): Ports {
  return mapRecord(DEFAULT_PORTS, (port) => gateway + port - GATEWAY);
}

/** The highest that leaves room for the others. */
export const GATEWAY_PORT_MAX = 65_535 - (Math.max(...Object.values(DEFAULT_PORTS)) - GATEWAY);

function asPublic<Name extends string>(ports: Readonly<Record<Name, number>>): Record<`${Name}Public`, number> {
  const renamed = Object.entries(ports).map(([name, port]) => [`${name}Public`, port]);
  return Object.fromEntries(renamed) as Record<`${Name}Public`, number>; // the same ports under their other names
}
