/** Runs a module in a process of its own, as the agent runs its children, so that a native crash fails one test alone. */
import { childEnvironment, spawnChild } from '../child.ts';

export interface ScriptResult {
  /** What it sent, in order. */
  readonly messages: readonly unknown[];
  readonly exitCode: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly output: string;
}

export async function runScript(
  module: URL,
  args: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<ScriptResult> {
  const child = spawnChild(module, args, childEnvironment(environment), 'pipe');
  const messages: unknown[] = [];
  let output = '';
  child.on('message', (message) => messages.push(message));
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    // `close`, not `exit`: messages may still be on their way when the process has gone.
    child.on('close', (exitCode, signal) => resolve({ messages, exitCode, signal, output }));
  });
}

/** The one thing that the script sends. Throws with its output where it did not come to that. */
export async function scriptAnswer<T>(...script: Parameters<typeof runScript>): Promise<T> {
  const { messages, exitCode, signal, output } = await runScript(...script);
  if (messages.length !== 1 || exitCode !== 0) {
    throw new Error(`${messages.length} messages, exit code ${exitCode}, signal ${signal}:\n${output}`);
  }
  return messages[0] as T;
}
