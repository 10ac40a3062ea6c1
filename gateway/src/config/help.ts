/** The table of settings as people read it: `--help`, and docs/configuration.md. */
import { CONFIG_FILE, GROUPS, named, type NamedSetting } from './settings.ts';
import type { Setting } from './setting.ts';

const COLUMN = 30;

/** What `--help` prints. */
export function usage(): string {
  const groups = Object.entries(GROUPS).map(([title, settings]) => {
    const lines = namedIn(settings).map((setting) => line(flagOf(setting), describe(setting)));
    return `${title}\n${lines.join('\n')}\n`;
  });
  return [
    `Usage: node server.ts [options]
       node server.ts generate-keys [--out DIR]

Each option is also a variable (--max-queue: REMOTE_VIEW_MAX_QUEUE) and a key of the configuration file (maxQueue). A flag
wins over a variable, a variable over the file. What may hold a secret can also lie in a file: --host-key-file FILE.
`,
    ...groups,
    `${line(`--${CONFIG_FILE.flag} FILE`, CONFIG_FILE.setting.help)}\n${line('--help', 'this text')}\n`,
  ].join('\n');
}

/** docs/configuration.md */
export function configurationPage(): string {
  const groups = Object.entries(GROUPS).map(([title, settings]) => `## ${title}\n\n${table(namedIn(settings))}`);
  return `# Configuration of the gateway

<!-- Written by \`npm run docs:api\` from gateway/src/config/settings.ts. -->

What the gateway can be told, by a flag, by a variable of its environment, or by a key of a configuration file. A flag wins over
a variable, a variable over the file, the file over the default. An empty variable counts as one that is not set. A flag or a
key that does not exist is an error; of variables nobody can say whose they are.

\`--config FILE\` (\`REMOTE_VIEW_CONFIG\`) names the configuration file: one JSON object.

\`\`\`json
{ "host": "0.0.0.0", "allowedOrigins": ["https://shop.example"], "hostKeyFile": "/run/secrets/host-key", "maxQueue": 20 }
\`\`\`

Lists are repeated as flags, have commas as variables, and are arrays in the file. A switch that is on by default is turned off
with \`--no-…\`, or with \`false\` in the other two places. Where it says *or a file*, the value can lie in a file of its own:
\`--host-key-file FILE\`, \`REMOTE_VIEW_HOST_KEY_FILE\`, \`hostKeyFile\`. A secret on a command line can be seen by all users of the
machine; use a file or a variable.

${groups.join('\n')}`;
}

function table(settings: readonly NamedSetting[]): string {
  const rows = settings.map((one) => {
    const cells = [`\`${flagOf(one)}\``, `\`${one.env}\``, `\`${one.key}\``, defaultOf(one), sentence(one)];
    return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`;
  });
  return `| Flag | Variable | Key | Default | What it does |\n|---|---|---|---|---|\n${rows.join('')}`;
}

function namedIn(settings: Readonly<Record<string, Setting<unknown>>>): readonly NamedSetting[] {
  return Object.entries(settings).map(([key, setting]) => named(key, setting));
}

function flagOf({ flag, setting }: NamedSetting): string {
  if (setting.json === 'boolean') return `--${setting.fallback === true ? 'no-' : ''}${flag}`;
  return `--${flag} ${setting.placeholder}`;
}

function describe(named: NamedSetting): string {
  const { setting } = named;
  const extra = [
    ...(setting.json === 'boolean' || defaultOf(named) === '' ? [] : [`default ${defaultOf(named)}`]),
    ...(setting.json === 'strings' ? ['repeatable'] : []),
    ...(setting.json === 'boolean' && setting.fallback === true ? ['on without this'] : []),
  ];
  return extra.length === 0 ? setting.help : `${setting.help} (${extra.join('; ')})`;
}

function sentence({ setting: { help, json, byFile } }: NamedSetting): string {
  return `${help}${json === 'strings' ? '; a list' : ''}${byFile ? '; or a file' : ''}`;
}

function defaultOf({ setting: { fallback, fallbackText, json } }: NamedSetting): string {
  if (fallbackText !== undefined) return fallbackText;
  if (typeof fallback === 'boolean') return json === 'boolean' && fallback ? 'on' : '';
  return typeof fallback === 'string' || typeof fallback === 'number' ? String(fallback) : '';
}

/** Two columns, the second broken into lines that a terminal shows whole. */
function line(left: string, right: string): string {
  const lines = [''];
  for (const word of right.split(' ')) {
    const current = lines.at(-1)!;
    if (current.length + word.length > 90) lines.push(word);
    else lines[lines.length - 1] = current === '' ? word : `${current} ${word}`;
  }
  const indent = ' '.repeat(COLUMN + 2);
  const first = left.length < COLUMN ? left.padEnd(COLUMN) : `${left}\n${' '.repeat(COLUMN + 2)}`;
  return `  ${first}${lines.join(`\n${indent}`)}`;
}
