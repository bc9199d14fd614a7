import type { PickerPrincipals } from '../src/picker.js';
import { firstActing, NOBODY, type Acting } from './acting.js';
import { askCredential, askPrincipals } from './ask-picker.js';
import { createCell, type Cell } from './cell.js';
import { createCredentials } from './credentials.js';
import { send, type Exchange, type GraphQLRequest } from './send.js';

/** Everything that the page's components share. */
export interface Parts {
  /** Null without picker. */
  readonly demo: PickerPrincipals | null;
  /** Why there is no picker although there should be one. */
  readonly pickerProblem: string | null;
  readonly introspection: boolean;
  readonly acting: Cell<Acting>;
  readonly exchange: Cell<Exchange | null>;
  readonly send: (request: GraphQLRequest, headersTab: Readonly<Record<string, string>>) => Promise<unknown>;
  /** What one typed stays where the demo is; a page with real data behind it forgets it with its tab. */
  readonly storage: Storage;
}

export async function openParts(settings: DOMStringMap): Promise<Parts> {
  const { demo, pickerProblem } = await openPicker(settings['picker'] === 'on');
  const acting = createCell(demo === null ? NOBODY : firstActing(demo));
  const exchange = createCell<Exchange | null>(null);
  const nowMs = (): number => performance.timeOrigin + performance.now();
  const sendParts = {
    ...{ acting: acting.get, record: exchange.set, nowMs },
    credentials: createCredentials(askCredential, nowMs),
    fetch: (url: string, init: RequestInit) => fetch(url, init),
  };
  return {
    ...{ demo, pickerProblem, acting, exchange },
    introspection: settings['introspection'] !== 'off',
    send: (request, headersTab) => send(sendParts, request, headersTab),
    storage: demo === null ? sessionStorage : localStorage,
  };
}

async function openPicker(isThere: boolean): Promise<Pick<Parts, 'demo' | 'pickerProblem'>> {
  if (!isThere) return { demo: null, pickerProblem: null };
  try {
    return { demo: await askPrincipals(), pickerProblem: null };
  } catch (error) {
    return { demo: null, pickerProblem: error instanceof Error ? error.message : String(error) };
  }
}
