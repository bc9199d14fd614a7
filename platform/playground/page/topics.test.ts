import { describe, expect, test } from 'vitest';
import type { ReadyOperation } from '../src/ready-operations.js';
import { firstOperation, titleOf, topicsOf } from './topics.js';

const operation = (name: string, topic: string): ReadyOperation => ({
  ...{ name, topic, kind: 'query', sentence: null, document: '', variables: null },
});

describe('topics', () => {
  test('come in the order of a first visit, new ones last by name', () => {
    const all = ['Zoo', 'Operators', 'Billing', 'Start', 'Art'].map((topic) => operation(topic, topic));
    expect(topicsOf(all).map(({ name }) => name)).toEqual(['Start', 'Billing', 'Operators', 'Art', 'Zoo']);
  });

  test('hold their operations together', () => {
    const all = [operation('A', 'Start'), operation('B', 'Billing'), operation('C', 'Start')];
    expect(topicsOf(all)[0]?.operations.map(({ name }) => name)).toEqual(['A', 'C']);
  });
});

describe('an operation’s title', () => {
  test.each([
    ['Home', 'Home'],
    ['CredentialPassport', 'Credential passport'],
    ['MayI', 'May I'],
  ])('of %s is %s', (name, title) => {
    expect(titleOf(operation(name, ''))).toBe(title);
  });
});

describe('the first operation', () => {
  test('is the first screen where there is one', () => {
    const all = [operation('Billing', 'Billing'), operation('Home', 'Start')];
    expect([firstOperation(all)?.name, firstOperation(all.slice(0, 1))?.name, firstOperation([])]).toEqual([
      'Home',
      'Billing',
      null,
    ]);
  });
});
