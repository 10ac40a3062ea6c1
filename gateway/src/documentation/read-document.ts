/** The description of the REST interface as a gateway gives it. */
import { buildApp } from '../app.ts';
import type { Document } from '../openapi/openapi-types.ts';

export async function readDocument(): Promise<Document> {
  const app = buildApp({ dev: true });
  try {
    return (await app.inject('/openapi.json')).json<Document>();
  } finally {
    await app.close();
  }
}
