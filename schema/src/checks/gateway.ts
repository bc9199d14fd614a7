import type { Contract } from '../contract/contract.js';
import type { Check, Found } from '../contract/finding.js';
import { definitionIn, mayKnow, vocabularyOf, type Source } from '../contract/vocabulary.js';

const FOLDER = 'gateway/src';

export const gateway: Check = {
  name: 'gateway',
  holds: 'the gateway only composes: it knows no word of any domain and defines nothing',
  needsGraph: true,
  asksDomains: true,
  codes: {
    GATEWAY_RULE: {
      severity: 'error',
      title: 'the gateway knows a domain’s word',
      explain:
        'A string in the gateway’s sources is a reason code, an action or an enum value of the graph. Whoever compares with it decides, and deciding belongs to the domain. Move the rule there, and let the gateway carry the answer.',
    },
    GATEWAY_DEFINES: {
      severity: 'error',
      title: 'the gateway defines a type or a resolver',
      explain: 'The gateway federates and has no graph of its own. Give the field to the domain that owns its rule.',
    },
  },
  run: async (contract) => {
    const result = await contract.composition();
    if ('problems' in result) return [];
    const vocabulary = vocabularyOf(result.composed.supergraph, await contract.words());
    const sources = gatewaySources(contract);
    return [...(await rulesAmong(sources, vocabulary)), ...sources.flatMap(defining)];
  },
};

async function rulesAmong(sources: readonly Source[], vocabulary: ReadonlySet<string>): Promise<Found[]> {
  const suspects = sources.filter((source) => mayKnow(source, vocabulary));
  if (suspects.length === 0) return []; // the compiler, which reads strings exactly, takes most of a second to load
  const { rulesIn } = await import('../contract/gateway-words.js');
  return suspects.flatMap((source) =>
    rulesIn(source, vocabulary).map(({ word, place }) => ({
      code: 'GATEWAY_RULE',
      message: `The gateway knows "${word}", which is a domain’s word. Move the rule to the domain.`,
      place,
      coordinate: word,
    })),
  );
}

function defining(source: Source): Found[] {
  const place = definitionIn(source);
  if (place === null) return [];
  const message = 'The gateway defines a type or a resolver. Give the field to the domain that owns its rule.';
  return [{ code: 'GATEWAY_DEFINES', message, place, coordinate: source.file }];
}

function gatewaySources({ tree }: Contract): readonly Source[] {
  const files = tree.list(FOLDER).filter((path) => path.endsWith('.ts') && !path.endsWith('.test.ts'));
  return files.map((file) => ({ file, text: tree.read(file) ?? '' }));
}
