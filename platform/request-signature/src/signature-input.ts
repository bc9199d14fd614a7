import { LABEL } from './profile.js';
import { SignatureRefused } from './signature-refused.js';

/** Signature-Input, taken apart but not believed yet. */
export interface SignatureInput {
  /** `("@method" …)` as received. */
  readonly components: string;
  /** Everything behind the label, as received: the last line of the signature base. */
  readonly parameters: string;
  readonly created: number;
  readonly expires: number;
  readonly nonce: string;
  readonly algorithm: string;
  readonly caller: string;
  readonly kid: string;
  readonly tag: string;
}

const SIGNATURE = new RegExp(`^${LABEL}=:([A-Za-z0-9+/]{43}=):$`);
const INPUT = new RegExp(
  `^${LABEL}=(\\([a-z@" -]{1,200}\\))((?:;[a-z]{1,8}=(?:[1-9][0-9]{0,11}|"[\\x20\\x21\\x23-\\x5b\\x5d-\\x7e]{1,200}")){6})$`,
);
const PARAMETER = /;([a-z]+)=(?:([0-9]+)|"([^"]*)")/g;
const NONCE = /^[A-Za-z0-9_-]{22,64}$/;
const KEY_ID = /^([a-z][a-z0-9-]{0,62})\/([A-Za-z0-9_-]{1,64})$/;

/** The 32 bytes of the one signature that we make. */
export function parseSignature(value: string): Buffer {
  const match = SIGNATURE.exec(value);
  if (match?.[1] === undefined) throw new SignatureRefused('signature_malformed');
  return Buffer.from(match[1], 'base64');
}

/**
 * Reads exactly the structured field (RFC 8941) that `signRequest` writes: one label, six parameters, each once, in
 * any order. A general parser would accept what nobody here sends, and every such freedom is an attacker's.
 */
export function parseSignatureInput(value: string): SignatureInput {
  const match = INPUT.exec(value);
  if (match?.[1] === undefined || match[2] === undefined) throw new SignatureRefused('signature_input_malformed');
  const numbers = new Map<string, number>();
  const strings = new Map<string, string>();
  for (const [, name = '', number, string] of match[2].matchAll(PARAMETER)) {
    if (number !== undefined) numbers.set(name, Number(number));
    else if (string !== undefined) strings.set(name, string);
  }
  return assemble(match[1], value.slice(LABEL.length + 1), numbers, strings);
}

/** Six parameters were read; when each of the six names was found, none came twice and none is a stranger. */
function assemble(
  components: string,
  parameters: string,
  numbers: ReadonlyMap<string, number>,
  strings: ReadonlyMap<string, string>,
): SignatureInput {
  const created = numbers.get('created');
  const expires = numbers.get('expires');
  const [nonce, algorithm, tag] = [strings.get('nonce'), strings.get('alg'), strings.get('tag')];
  const [, caller, kid] = KEY_ID.exec(strings.get('keyid') ?? '') ?? [];
  if (
    created === undefined ||
    expires === undefined ||
    nonce === undefined ||
    algorithm === undefined ||
    tag === undefined
  ) {
    throw new SignatureRefused('signature_input_malformed');
  }
  if (caller === undefined || kid === undefined || !NONCE.test(nonce))
    throw new SignatureRefused('signature_input_malformed');
  return { components, parameters, created, expires, nonce, algorithm, caller, kid, tag };
}
