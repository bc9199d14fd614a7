import { buildSchema } from 'graphql';

/** The mutations that say in their description which code they are refused with, by code. */
export function readRefusals(api: string, isCode: (code: string) => boolean): ReadonlyMap<string, readonly string[]> {
  const mutations = Object.values(buildSchema(api).getMutationType()?.getFields() ?? {});
  const byCode = new Map<string, string[]>();
  for (const { name, description } of mutations) {
    for (const code of codesIn(description ?? '').filter(isCode))
      byCode.set(code, [...(byCode.get(code) ?? []), name].sort());
  }
  return byCode;
}

/** After "Refused with", the first code names its domain; those that follow may leave it out. */
function codesIn(description: string): readonly string[] {
  const sentence = description.split(/Refused\s+with\s/)[1] ?? '';
  let domain = '';
  return [...sentence.matchAll(/`([a-z]+\.)?([a-z_0-9]+)`/g)].map(([, prefix, name = '']) => {
    domain = prefix ?? domain;
    return `${domain}${name}`;
  });
}
