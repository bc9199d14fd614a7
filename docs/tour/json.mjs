// JSON for the words of the tour, since not every machine has jq. `request` writes what is sent, `show` and `the` read
// an answer with its headers.
import { readFileSync } from 'node:fs';

const WIDTH = 120;
const [verb, first, ...pairs] = process.argv.slice(2);

if (verb === 'request') process.stdout.write(JSON.stringify({ query: first, variables: variablesOf(pairs) }));
else if (verb === 'show') process.stdout.write(shown(answer()));
else if (verb === 'the') process.stdout.write(found(answer(), first));

function variablesOf(pairs) {
  return Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
}

function answer() {
  const [head, body] = readFileSync(0, 'utf8').split(/\r?\n\r?\n/, 2);
  if (body === undefined) end('There is no answer. Is the platform running?');
  const request = /^x-request-id: *(\S+)/im.exec(head)?.[1];
  return { status: head.split(/\r?\n/)[0].replace(/^\S+ /, 'HTTP '), request, body: JSON.parse(body) };
}

function shown({ status, body }) {
  return `${status.startsWith('HTTP 200') ? '' : `${status}\n`}${folded(body)}\n`;
}

function found({ request, body }, path) {
  const value = path.split('.').reduce((at, name) => at?.[name], { ...body.data, ...body, request });
  if (value === undefined || value === null) end(`The last answer has no ${path}.`);
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** What fits on a line stands on one line. */
function folded(value, indent = '', taken = 0) {
  const flat = JSON.stringify(value, null, 1).replace(/\n */g, ' ');
  if (typeof value !== 'object' || indent.length + taken + flat.length < WIDTH) return flat;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const parts = Object.entries(value).map(([name, each]) => {
    const key = Array.isArray(value) ? '' : `${JSON.stringify(name)}: `;
    return `${indent}  ${key}${folded(each, `${indent}  `, key.length)}`;
  });
  return `${open}\n${parts.join(',\n')}\n${indent}${close}`;
}

function end(problem) {
  process.stderr.write(`${problem}\n`);
  process.exit(1);
}
