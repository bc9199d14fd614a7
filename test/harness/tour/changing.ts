import { LEFT_OUT } from './shown-json.js';

/** What is another each time: an id, an instant, a machine's key or how it is hinted at, a signed token. */
const CHANGING = [
  '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}',
  '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?Z',
  '\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d UTC',
  'bwk_[A-Za-z0-9_…-]{16,}',
  '(?=[\\w.-]*\\d)(?=[\\w.-]*[A-Z])[\\w-]{12,}(?:\\.[\\w-]+)+',
].join('|');
/** The demo's own ids stay: they are written out. */
const STAYS = /^[a-f]0000000-0000-4000-8000-[0-9a-f]{12}$/;

/** Whether `said` is what is shown, where each `…` in a string stands for something that is another each time. */
export function isAsShown(shown: string, said: string): boolean {
  const parts = shown.split(LEFT_OUT).map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join(`(?:${CHANGING})`)}$`).test(said);
}

/** An answer as it can be shown: with `…` for what is another each time. */
export function showable(said: string): string {
  return said.replace(new RegExp(`(?<![\\w-])(?:${CHANGING})`, 'g'), (found) => (STAYS.test(found) ? found : LEFT_OUT));
}
