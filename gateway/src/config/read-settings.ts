/** What the process was told: a flag wins over a variable, a variable over the configuration file, that over the default. */
import { parseArgs, type ParseArgsConfig } from 'node:util';
import { RemoteViewError } from '@remote-view/protocol';
import { nearest } from './nearest.ts';
import { WrongValue, type JsonForm } from './setting.ts';
import { CONFIG_FILE, namedSettings, type NamedSetting, type SettingKey, type Settings } from './settings.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Told {
  readonly help: boolean;
  readonly settings: Settings;
  /** Which of them somebody has given. */
  readonly given: ReadonlySet<SettingKey>;
}

/** Texts of one setting, and what people call the place that they are from. */
interface Found {
  readonly texts: readonly string[];
  readonly place: string;
}

/**
 * @param argv arguments behind the script's name
 * @param readFile gives the text of a file, or throws
 * @throws RemoteViewError `bad-configuration`
 */
export function readSettings(argv: readonly string[], env: Environment, readFile: (path: string) => string): Told {
  const all = namedSettings();
  const flags = readFlags(argv, all);
  const path = flags.get(CONFIG_FILE.flag)?.at(-1) ?? nonEmpty(env[CONFIG_FILE.env]);
  const file = path === undefined ? new Map<string, readonly string[]>() : readConfigFile(path, all, readFile);
  const given = new Set<SettingKey>();
  const values: [string, unknown][] = all.map(({ key, flag, env: variable, setting }) => {
    const places = [
      (suffix: Suffix) => foundAt(flags.get(flag + suffix.flag), `--${flag}${suffix.flag}`),
      (suffix: Suffix) => foundAt(texts(nonEmpty(env[variable + suffix.env])), variable + suffix.env),
      (suffix: Suffix) => foundAt(file.get(key + suffix.key), `'${key}${suffix.key}' in ${path}`),
    ];
    for (const at of places) {
      const direct = at(DIRECT);
      const behind = setting.byFile ? at(BEHIND) : undefined;
      if (direct !== undefined && behind !== undefined)
        throw wrong(`${direct.place} and ${behind.place} exclude each other`);
      const found = direct ?? (behind && contentOf(behind, readFile));
      if (found === undefined) continue;
      given.add(key as SettingKey);
      return [key, readValue(found, setting)];
    }
    return [key, setting.fallback];
  });
  return { help: flags.has('help'), settings: Object.fromEntries(values) as Settings, given };
}

interface Suffix {
  readonly flag: string;
  readonly env: string;
  readonly key: string;
}
const DIRECT: Suffix = { flag: '', env: '', key: '' };
/** Of a setting whose value lies in a file. */
const BEHIND: Suffix = { flag: '-file', env: '_FILE', key: 'File' };

function foundAt(said: readonly string[] | undefined, place: string): Found | undefined {
  return said === undefined ? undefined : { texts: said, place };
}

function contentOf({ texts: paths, place }: Found, readFile: (path: string) => string): Found {
  return { texts: [textOf(paths.at(-1) ?? '', place, readFile).trim()], place };
}

function readValue({ texts: said, place }: Found, { secret, read }: NamedSetting['setting']): unknown {
  try {
    return read(said);
  } catch (thrown) {
    if (!(thrown instanceof WrongValue)) throw thrown;
    throw wrong(secret ? `${place} is not what it must be` : `${place} ${thrown.message}`);
  }
}

function readFlags(argv: readonly string[], all: readonly NamedSetting[]): ReadonlyMap<string, readonly string[]> {
  const options: NonNullable<ParseArgsConfig['options']> = { help: { type: 'boolean' } };
  for (const { flag, setting } of [...all, CONFIG_FILE]) {
    options[flag] = setting.json === 'boolean' ? { type: 'boolean' } : { type: 'string', multiple: true };
    if (setting.byFile) options[flag + BEHIND.flag] = { type: 'string', multiple: true };
  }
  const names = Object.keys(options);
  for (const argument of argv) {
    const name = /^--([^=]+)/.exec(argument)?.[1];
    if (name === undefined || names.includes(name) || names.includes(name.replace(/^no-/, ''))) continue;
    throw unknown(`--${name}`, nearest(name, names), (near) => `--${near}`);
  }
  try {
    const { values } = parseArgs({ args: [...argv], options, allowNegative: true });
    return new Map(Object.entries(values).map(([name, value]) => [name, [value ?? ''].flat().map(String)]));
  } catch (cause) {
    throw RemoteViewError.from(cause, 'bad-configuration');
  }
}

function readConfigFile(
  path: string,
  all: readonly NamedSetting[],
  readFile: (path: string) => string,
): ReadonlyMap<string, readonly string[]> {
  const json = parse(textOf(path, `--${CONFIG_FILE.flag}`, readFile), path);
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    throw wrong(`${path} must hold one JSON object`);
  const forms = new Map<string, JsonForm>();
  for (const { key, setting } of all) {
    forms.set(key, setting.json);
    if (setting.byFile) forms.set(key + BEHIND.key, 'string');
  }
  const found = Object.entries(json).map(([key, value]): [string, readonly string[]] => {
    const form = forms.get(key);
    const place = `'${key}' in ${path}`;
    if (form === undefined) throw unknown(place, nearest(key, [...forms.keys()]), (near) => `'${near}'`);
    const fits = form === 'strings' ? isStrings(value) : typeof value === form;
    if (!fits) throw wrong(`${place} must be ${form === 'strings' ? 'an array of strings' : `a ${form}`}`);
    return [key, [value].flat().map(String)];
  });
  return new Map(found);
}

function isStrings(value: unknown): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function parse(content: string, path: string): unknown {
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw wrong(`${path} is no JSON`, cause);
  }
}

function textOf(path: string, place: string, readFile: (path: string) => string): string {
  try {
    return readFile(path);
  } catch (cause) {
    throw wrong(`the file ${path} of ${place} cannot be read`, cause);
  }
}

/** An empty variable is one that is not set: compose files write them so. */
function nonEmpty(value: string | undefined): string | undefined {
  return value === '' ? undefined : value;
}

function texts(value: string | undefined): readonly string[] | undefined {
  return value === undefined ? undefined : [value];
}

function unknown(place: string, near: string | undefined, write: (near: string) => string): RemoteViewError {
  return wrong(`there is no ${place}${near === undefined ? '' : `; did you mean ${write(near)}?`}`);
}

function wrong(problem: string, cause?: unknown): RemoteViewError {
  return new RemoteViewError('bad-configuration', `A setting is wrong: ${problem}${problem.endsWith('?') ? '' : '.'}`, {
    cause,
  });
}
