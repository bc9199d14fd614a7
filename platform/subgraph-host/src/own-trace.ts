/** Every domain answers for its own part of a trace, a fifth one too: so the part is the host's to write. */
export function ownTrace(domain: string): string {
  return `extend type RequestTrace {
  "What ${domain} decided and did for the request, in order. Null without \`${domain}.audit.read\`."
  ${domain}: [RequestStep!]
}`;
}
