import { describe, expect, test } from 'vitest';
import type { ReadyOperation } from '../src/ready-operations.js';
import { follow } from './follow.js';

const operation = (document: string): ReadyOperation => ({
  ...{ name: 'A', topic: 'T', kind: 'query', sentence: null, variables: null, document },
});
const trace = operation('query Trace($of: ID!) {\n  requestTrace(id: $of) {\n    access { at }\n  }\n}\n');
const decision = operation('query Why($decisionId: ID!) {\n  accessDecision(id: $decisionId) { id }\n}\n');

describe('an id in an answer', () => {
  test('leads to the operation that asks for it, filled in', () => {
    const followed = follow([decision, trace], 'requestTrace', 'r1');
    expect(followed).toEqual({ document: trace.document, variables: '{\n  "of": "r1"\n}' });
  });

  test('leads nowhere when no operation asks for it', () => {
    expect(follow([decision], 'requestTrace', 'r1')).toBeNull();
  });
});
