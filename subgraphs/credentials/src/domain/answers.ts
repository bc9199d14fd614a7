import { allow, refuse, type Decision } from '@bailiwick/decision';
import type { Answer, AnswerFacts } from './answer.js';
import {
  howIsItAudited,
  howIsItRevoked,
  howIsItRotated,
  mayItCrossTenants,
  whichRuntimes,
  whichTenant,
  whoCreatedIt,
  whoOwnsIt,
} from './eight-answers.js';

export const QUESTIONS = [
  'whoCreatedIt',
  'whoOwnsIt',
  'whichTenant',
  'mayItCrossTenants',
  'whichRuntimes',
  'howIsItRotated',
  'howIsItRevoked',
  'howIsItAudited',
] as const;
export type Question = (typeof QUESTIONS)[number];
export type Answers = Readonly<Record<Question, Answer>>;

/** Whoever finds a key must be able to ask it these eight questions, and each always has an answer. */
export function answerAll(facts: AnswerFacts): Answers {
  return {
    whoCreatedIt: whoCreatedIt(facts),
    whoOwnsIt: whoOwnsIt(facts),
    whichTenant: whichTenant(facts),
    mayItCrossTenants: mayItCrossTenants(facts),
    whichRuntimes: whichRuntimes(facts),
    howIsItRotated: howIsItRotated(facts),
    howIsItRevoked: howIsItRevoked(facts),
    howIsItAudited: howIsItAudited(facts),
  };
}

/**
 * The last gate of issuing. It looks at the very answers that whoever finds the credential will get, so that none comes
 * into the world which leaves one of them open.
 */
export function decideAnswers(facts: AnswerFacts): Decision<Answers, 'credentials.answer_missing'> {
  const answers = answerAll(facts);
  for (const question of QUESTIONS) {
    const { open } = answers[question];
    if (open === null) continue;
    const { missing, remedy, path } = open;
    return refuse('credentials.answer_missing', { facts: { question: WORDS[question], missing, remedy }, path });
  }
  return allow(answers);
}

const WORDS: Readonly<Record<Question, string>> = {
  whoCreatedIt: 'Who created it?',
  whoOwnsIt: 'Who owns it?',
  whichTenant: 'Which tenant does it belong to?',
  mayItCrossTenants: 'May it act across tenants?',
  whichRuntimes: 'Which runtimes may use it?',
  howIsItRotated: 'How is it rotated?',
  howIsItRevoked: 'How is it revoked?',
  howIsItAudited: 'How is it audited?',
};
