/**
 * Runs one of our TypeScript scripts on a fresh machine: `node scripts/bootstrap.mjs <script.ts> [arguments]`.
 *
 * Two things may be missing there: the dependencies, and a Node that runs TypeScript. The first are installed with
 * `npm ci`; the second comes with them (the `node` package). So this file is plain JavaScript that Node 18 understands.
 */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { whyInstall } from './install-state.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const windows = process.platform === 'win32';
const node = path.join(root, 'node_modules', 'node', 'bin', windows ? 'node.exe' : 'node');

const [script, ...scriptArgs] = process.argv.slice(2);
if (script === undefined) fail('usage: node scripts/bootstrap.mjs <script.ts> [arguments]');
installIfNeeded();
run(script, scriptArgs);

function installIfNeeded() {
  const lock = readLockfile('package-lock.json');
  if (lock === undefined) fail('package-lock.json is missing or broken. Is this a complete checkout?');
  const reason =
    whyInstall(lock, readLockfile('node_modules/.package-lock.json')) ??
    (existsSync(node) ? undefined : 'the Node.js that runs this project is not installed yet');
  if (reason === undefined) return;

  say(`${reason}; running npm ci. That takes one to five minutes and 800 MB of disk.`);
  const started = Date.now();
  const result = runNpm(['ci', '--no-audit', '--no-fund', '--loglevel=warn']);
  if (result.error)
    fail(`npm could not be started: ${result.error.message}. It comes with Node.js, https://nodejs.org`);
  if (result.status !== 0) {
    fail(
      `npm ci failed (${result.signal ?? `exit code ${result.status}`}), its own words are above. Run this again to retry.`,
    );
  }
  if (!existsSync(node)) fail(`npm ci left no ${node}. Are install scripts switched off (npm config ignore-scripts)?`);
  say(`dependencies installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

/** @param {string[]} args */
function runNpm(args) {
  const options = /** @type {const} */ ({
    cwd: root,
    stdio: 'inherit',
    // Their install scripts would download a browser and an ffmpeg binary that this project does not use.
    env: { ...process.env, PUPPETEER_SKIP_DOWNLOAD: 'true', SKIP_FFMPEG: 'true' },
  });
  const cli = process.env['npm_execpath'];
  if (cli !== undefined && path.basename(cli) === 'npm-cli.js') {
    // Under the Node that runs npm: the one in node_modules is about to be replaced.
    return spawnSync(process.env['npm_node_execpath'] ?? process.execPath, [cli, ...args], options);
  }
  // npm is a .cmd file on Windows, which only a shell can start.
  return spawnSync('npm', args, { ...options, shell: windows });
}

/**
 * @param {string} file
 * @returns {import('./install-state.mjs').Lockfile | undefined}
 */
function readLockfile(file) {
  try {
    return /** @type {import('./install-state.mjs').Lockfile} */ (
      JSON.parse(readFileSync(path.join(root, file), 'utf8'))
    );
  } catch {
    return undefined;
  }
}

/**
 * @param {string} file
 * @param {string[]} args
 */
function run(file, args) {
  const flags = ['--conditions=@remote-view/source', '--disable-warning=ExperimentalWarning'];
  const child = spawn(node, [...flags, path.join(root, file), ...args], { cwd: root, stdio: 'inherit' });
  child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
  // Our own handlers swallow the signal that the child died of, so its number goes into the exit code as in a shell.
  child.on('exit', (code, signal) => process.exit(signal === null ? (code ?? 1) : 128 + constants.signals[signal]));
  // A terminal sends Ctrl-C to the child as well, and a second one from here means "at once" to some tools.
  process.on('SIGINT', () => process.stdin.isTTY || child.kill('SIGINT'));
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  process.on('SIGHUP', () => child.kill('SIGHUP'));
}

/** @param {string} message */
function say(message) {
  console.log(`remote-view: ${message}`);
}

/**
 * @param {string} message
 * @returns {never}
 */
function fail(message) {
  console.error(`remote-view: ${message}`);
  process.exit(1);
}
