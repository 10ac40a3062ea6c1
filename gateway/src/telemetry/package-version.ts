/** Which release of the gateway this is. */
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';

/** As package.json has it; the sources and what is built of them lie at different depths below it. */
export function packageVersion(): string {
  const file = findPackageJSON(import.meta.url);
  if (file === undefined) return 'unknown';
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { readonly version: string };
  return version;
}
