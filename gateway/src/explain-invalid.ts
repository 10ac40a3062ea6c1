/** Says which part of a request does not fit its schema, and what would: the validator names neither fields nor values. */
import type { FastifySchemaValidationError } from 'fastify/types/schema.js';

/** Of what the caller wrote, characters. */
const MAX_QUOTED = 64;

/**
 * @param errors of the validator, at least one
 * @param part of the request: `body`, `querystring`, `params` or `headers`
 */
export function explainInvalid(errors: readonly FastifySchemaValidationError[], part: string): Error {
  const place = part === 'querystring' ? 'query' : part;
  const [first] = errors;
  return new Error(first === undefined ? `${place} is not valid` : sentence(first, place));
}

function sentence({ instancePath, keyword, params, message }: FastifySchemaValidationError, part: string): string {
  const place = `${part}${instancePath}`;
  const { additionalProperty, allowedValues } = params;
  if (keyword === 'additionalProperties' && typeof additionalProperty === 'string') {
    return `${place} has an unknown field '${additionalProperty.slice(0, MAX_QUOTED)}'`;
  }
  if (keyword === 'enum' && Array.isArray(allowedValues)) return `${place} must be one of ${allowedValues.join(', ')}`;
  return `${place} ${message ?? 'is not valid'}`;
}
