import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Harness } from '../testing/harness.ts';
import { FIELDS, NAMED, PARAMETERS } from './named-schemas.ts';
import type { Document } from './openapi-types.ts';
import { apiPage } from './page.ts';

let gateway: Harness;
let document: Document;
beforeAll(async () => {
  gateway = await Harness.start();
  document = (await gateway.app.inject('/openapi.json')).json<Document>();
});
afterAll(() => gateway.stop());

describe('the description of the REST interface', () => {
  test('is OpenAPI 3.1', async () => {
    const validator = new Validator();
    // The validator adds to what it is given.
    const { valid, errors } = await validator.validate({ ...structuredClone(document) });
    expect(errors).toBeUndefined();
    expect(valid).toBe(true);
    expect(validator.version).toBe('3.1');
  });

  test('has each operation with a summary, a group that is described, and problems', () => {
    const groups = document.tags?.map(({ name }) => name);
    for (const operations of Object.values(document.paths)) {
      for (const { summary, tags, responses } of Object.values(operations)) {
        expect(summary).toMatch(/^[A-Z].*[^.]$/);
        expect(groups).toEqual(expect.arrayContaining([...(tags ?? ['none'])]));
        expect(responses['default']?.content).toHaveProperty('application/problem+json');
        expect(Object.keys(responses).some((status) => status.startsWith('2'))).toBe(true);
      }
    }
  });

  test('has no socket, no page and no preflight', () => {
    expect(Object.keys(document.paths).filter((path) => !/^\/(v1\/|livez|readyz)/.test(path))).toEqual([]);
    expect(document.paths).not.toHaveProperty('/v1/signal');
    expect(document.paths['/v1/sessions']).not.toHaveProperty('options');
  });

  test('says of each field of a body that has a name what it means', () => {
    for (const [name, schema] of Object.entries(NAMED)) {
      const { properties } = schema as unknown as { readonly properties: object };
      expect([name, ...Object.keys(FIELDS[name] ?? {}).toSorted()]).toEqual([
        name,
        ...Object.keys(properties).toSorted(),
      ]);
    }
  });

  test('says of each parameter what it means', () => {
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path));
    for (const { name } of operations.flatMap(({ parameters = [] }) => parameters))
      expect(PARAMETERS).toHaveProperty([name]);
  });

  test('is the same in docs/api.md: `npm run docs:api` writes it', () => {
    const page = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    expect(page).toBe(apiPage(document));
  });
});

describe('the page that shows it', () => {
  test('loads nothing from elsewhere and runs nothing that stands in it', async () => {
    const page = await gateway.app.inject('/docs/');
    expect(page.statusCode).toBe(200);
    expect(page.headers['content-security-policy']).toContain("default-src 'none'; script-src 'self';");
    expect(page.body).not.toMatch(/<script(?![^>]*src=)|\son\w+=|style=|https?:/);
  });

  test('is not there where nobody wants it', async () => {
    const without = await Harness.start({ apiDocs: false });
    expect((await without.app.inject('/docs/')).statusCode).toBe(404);
    expect((await without.app.inject('/openapi.json')).statusCode).toBe(404);
    await without.stop();
  });
});
