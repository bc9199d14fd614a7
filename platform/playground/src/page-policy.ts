/**
 * What the page may do: talk to its own origin, and nothing else. It has no script of its own in the markup, nobody may
 * frame it, and a form or a link has nowhere to send what was typed.
 *
 * `style-src` alone says 'unsafe-inline': the editor (Monaco) positions every line of text with a style attribute and
 * writes its theme into a <style> element. What a style could fetch is still only of this origin.
 */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "connect-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** On every file, the workers' included: a worker's policy is that of its own answer. */
export const PAGE_HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': CONTENT_SECURITY_POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'x-frame-options': 'DENY',
};
