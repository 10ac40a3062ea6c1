/** What a scene's own `scene.json` lets it read, beside its folder: `{"assets": {"folders": […], "origins": […]}}`. */
import { check, RemoteViewError, Type } from '@remote-view/protocol';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const Rules = Type.Object({
  /** Relative to the scene's folder, or absolute. */
  folders: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 1_024 }), { maxItems: 64 })),
  /** `https://example.com`, with its port where it is not the scheme's own. */
  origins: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 256 }), { maxItems: 64 })),
});

/** Folders are absolute paths, origins like `https://example.com`. */
export interface AssetRules {
  readonly folders: readonly string[];
  readonly origins: readonly string[];
}

/** @throws RemoteViewError `bad-configuration` */
export function sceneRules(folder: string): AssetRules {
  const path = join(folder, 'scene.json');
  if (!existsSync(path)) return { folders: [], origins: [] };
  let rules: unknown;
  try {
    rules = (JSON.parse(readFileSync(path, 'utf8')) as { readonly assets?: unknown } | null)?.assets ?? {};
  } catch (cause) {
    throw new RemoteViewError('bad-configuration', "The scene's scene.json is not JSON.", { cause });
  }
  if (!check(Rules, rules)) {
    throw new RemoteViewError(
      'bad-configuration',
      '"assets" in the scene\'s scene.json must be {"folders": ["…"], "origins": ["https://…"]}.',
    );
  }
  return {
    folders: (rules.folders ?? []).map((name) => existing(resolve(folder, name), name)),
    origins: (rules.origins ?? []).map(originOf),
  };
}

function existing(path: string, name: string): string {
  if (existsSync(path)) return path;
  throw new RemoteViewError('bad-configuration', `There is no folder '${name}', which "assets.folders" lists.`);
}

/** @throws RemoteViewError `bad-configuration` */
export function originOf(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin = url?.pathname === '/' && url.search === '' && url.username === '' && !text.endsWith('#');
  if (url !== undefined && isOrigin && /^https?:$/u.test(url.protocol)) return url.origin;
  throw new RemoteViewError(
    'bad-configuration',
    `'${text}' is no origin that scenes may read from: expected 'https://example.com'.`,
  );
}
