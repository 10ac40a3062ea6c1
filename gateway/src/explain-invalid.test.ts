import Fastify, { type FastifyInstance } from 'fastify';
import { afterAll, expect, test } from 'vitest';
import { explainInvalid } from './explain-invalid.ts';

const app: FastifyInstance = Fastify({
  ajv: { customOptions: { removeAdditional: false, coerceTypes: false } },
  schemaErrorFormatter: explainInvalid,
});
const schema = {
  body: {
    type: 'object',
    additionalProperties: false,
    required: ['scene'],
    properties: {
      scene: { type: 'string' },
      wish: { type: 'object', properties: { priority: { enum: ['high', 'low'] } } },
    },
  },
  querystring: {
    type: 'object',
    additionalProperties: false,
    properties: { limit: { type: 'string', pattern: '^[0-9]$' } },
  },
};
app.post('/', { schema }, async () => 'fine');
afterAll(async () => app.close());

test.each([
  ['an unknown field', '/', { scene: 's', labelz: [] }, "body has an unknown field 'labelz'"],
  ['a field with a long name', '/', { scene: 's', ['x'.repeat(500)]: 1 }, `'${'x'.repeat(64)}'`],
  ['an unknown part of the query', '/?stat=1', { scene: 's' }, "query has an unknown field 'stat'"],
  ['a part of the query of another form', '/?limit=no', { scene: 's' }, 'query/limit must match pattern "^[0-9]$"'],
  ['another value', '/', { scene: 's', wish: { priority: 'urgent' } }, 'body/wish/priority must be one of high, low'],
  ['another type', '/', { scene: 1 }, 'body/scene must be string'],
  ['nothing where something must be', '/', {}, "body must have required property 'scene'"],
])('%s is named, with what would do', async (_name, url, payload, text) => {
  const response = await app.inject({ method: 'POST', url, payload });
  expect(response.statusCode).toBe(400);
  expect(response.json<{ message: string }>().message).toContain(text);
});

test('where the validator says nothing, the part of the request is named', () => {
  expect(explainInvalid([], 'body').message).toBe('body is not valid');
});
