// The library publishes no types, and its index warns about every Node before 22, which we support: hence its inner files.
// Only what is used here is described.

declare module 'oidc-provider/lib/provider.js' {
  import type { IncomingMessage, ServerResponse } from 'node:http';

  export interface ProviderContext {
    readonly req: IncomingMessage;
    readonly oidc: {
      readonly route: string;
      readonly params: Readonly<Record<string, unknown>> | undefined;
      readonly client: { readonly clientId: string } | undefined;
    };
    status: number;
    body: unknown;
    set(header: string, value: string): void;
  }

  export interface TokenModel {
    readonly jti: string;
    readonly clientId: string;
    readonly jkt?: string;
  }

  export class Provider {
    constructor(issuer: string, configuration: object);
    proxy: boolean;
    readonly Client: { readonly prototype: { compareClientSecret(presented: string): Promise<boolean> } };
    readonly ReplayDetection: { unique(issuer: string, jti: string, expiresAt: number): Promise<boolean> };
    callback(): (request: IncomingMessage, response: ServerResponse) => Promise<void>;
    use(middleware: (ctx: ProviderContext, next: () => Promise<void>) => Promise<void>): this;
    on(event: string, listener: (ctx: ProviderContext, error: Error) => void): this;
    registerGrantType(
      name: string,
      handler: (ctx: ProviderContext) => Promise<void>,
      parameters: Set<string>,
      mayRepeat: Set<string>,
    ): void;
    static readonly ctx: ProviderContext | undefined;
  }
}

declare module 'oidc-provider/lib/helpers/grants.js' {
  const helpers: Readonly<Record<string, (provider: unknown, ...rest: unknown[]) => unknown>>;
  export = helpers;
}

declare module 'oidc-provider/lib/actions/grants/client_credentials.js' {
  export function handler(provider: unknown, helpers: unknown, ctx: unknown): Promise<void>;
}

declare module 'oidc-provider/lib/helpers/errors.js' {
  export class OIDCProviderError extends Error {
    readonly statusCode: number;
    readonly error_detail?: string;
  }
  export class InvalidClientAuth extends OIDCProviderError {
    constructor(detail: string);
  }
  export class AccessDenied extends OIDCProviderError {
    constructor(description: string);
  }
  export class InvalidTarget extends OIDCProviderError {}
  export class TemporarilyUnavailable extends OIDCProviderError {
    constructor(description: string);
  }
}
