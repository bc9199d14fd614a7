/** What would let the development conveniences out, in words; empty when the fence holds. */
export function holesInFence(settings: {
  readonly host: string;
  readonly nodeEnv: string | undefined;
}): readonly string[] {
  const holes: string[] = [];
  if (settings.nodeEnv === 'production') {
    holes.push(
      'NODE_ENV is production. The embedded database has a development issuer and demo keys; start each service with PostgreSQL instead (README, "Production").',
    );
  }
  if (!isLoopback(settings.host))
    holes.push(
      `The host ${settings.host} is not loopback. The embedded database is for this machine alone; leave --host out, or use PostgreSQL.`,
    );
  return holes;
}

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || host === '[::1]' || /^127(\.\d{1,3}){3}$/.test(host);
}
