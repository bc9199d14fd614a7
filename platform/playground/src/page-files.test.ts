import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readPage } from './page-files.js';

function aBuild(): string {
  const directory = mkdtempSync(join(tmpdir(), 'playground-'));
  mkdirSync(join(directory, 'playground'));
  const files = {
    'index.html': '<!doctype html>\n<html lang="en"></html>',
    'playground/page-A1.js': 'export {};',
    'playground/page-A1.js.br': 'br',
    'playground/page-A1.js.gz': 'gz',
    'playground/secret.txt': 'not ours to show',
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(directory, name), content);
  return directory;
}

const ON = { picker: true, introspection: true };

describe('the page’s files', () => {
  const files = readPage(ON, aBuild());

  test('are the start page and what it loads, and nothing of another type', () => {
    expect([...(files?.keys() ?? [])].sort()).toEqual(['/', '/playground/page-A1.js']);
  });

  test('carry what they were compressed to', () => {
    expect(Object.keys(files?.get('/playground/page-A1.js')?.encoded ?? {})).toEqual(['br', 'gzip']);
  });

  test('are kept for ever by browsers, but for the start page, which names them', () => {
    expect(files?.get('/playground/page-A1.js')?.headers['cache-control']).toContain('immutable');
    expect(files?.get('/')?.headers['cache-control']).toBe('no-store');
  });

  test('all carry the policy: own scripts only, no frames, no referrer', () => {
    for (const { headers } of files?.values() ?? []) {
      expect(headers['content-security-policy']).toMatch(/^default-src 'none'; script-src 'self'; worker-src 'self'; /);
      expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
      expect(headers['content-security-policy']?.replace(/style-src[^;]*/, '')).not.toMatch(/unsafe|https?:|\*/);
      expect(headers['referrer-policy']).toBe('no-referrer');
    }
  });

  test('are null when nobody built them', () => {
    expect(readPage(ON, join(tmpdir(), 'never-built'))).toBeNull();
  });

  test.each([
    [{ picker: true, introspection: false }, '<html data-picker="on" data-introspection="off" lang="en">'],
    [{ picker: false, introspection: true }, '<html data-picker="off" data-introspection="on" lang="en">'],
  ])('tell the page of %o', (settings, tag) => {
    expect(readPage(settings, aBuild())?.get('/')?.body.toString()).toContain(tag);
  });
});
