/** `npm run docs:api` writes the pages that say what the sources say: docs/configuration.md, docs/api.md and docs/metrics.md. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { configurationPage } from '../config/help.ts';
import { apiPage } from '../openapi/page.ts';
import { metricsPage } from '../telemetry/metrics-page.ts';
import { readDocument } from './read-document.ts';

const DOCS = path.join(import.meta.dirname, '../../../docs');

writeFileSync(path.join(DOCS, 'configuration.md'), configurationPage());
writeFileSync(path.join(DOCS, 'api.md'), apiPage(await readDocument()));
writeFileSync(path.join(DOCS, 'metrics.md'), metricsPage());
