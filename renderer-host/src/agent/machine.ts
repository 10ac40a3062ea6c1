/**
 * What this machine renders and encodes with, and why: asked of throw-away processes, because the agent itself loads no
 * native addon and a driver may crash whoever asks.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { ENCODER_KINDS, withPreset, type EncoderChoice } from '../encode/h264-options.ts';
import { softwareVulkanEnvironment } from '../gpu/software-vulkan.ts';
import type { ProbeMessage } from '../probe/probe-messages.ts';
import { childEnvironment, spawnChild } from './child.ts';

export type AdapterChoice = 'auto' | 'gpu' | 'software';

export interface Machine {
  readonly adapter: string;
  /** Of the GPU, like `nvidia-h200`. */
  readonly model: string;
  readonly software: boolean;
  readonly encoder: EncoderChoice;
  /** Of the encoder's real SPS. */
  readonly profileLevelId: string;
  /** For the scene processes: which Vulkan driver they load. */
  readonly environment: Readonly<Record<string, string>>;
  /** Readable lines: what was chosen, what was not and why. */
  readonly report: readonly string[];
}

const PROBE_TIMEOUT_MS = 20_000;

/**
 * @param preset the operator's; by default one that suits the picture's size
 * @throws RemoteViewError `no-gpu-adapter`, `encoder-failed`, or `bad-configuration` where the encoder has no such preset
 */
export async function probeMachine(choice: AdapterChoice, preset?: string): Promise<Machine> {
  const [adapter, encoders] = await Promise.all([probeAdapter(choice), probeEncoders()]);
  const encoder = encoders.find((candidate) => candidate.works);
  if (encoder === undefined) {
    throw new RemoteViewError('encoder-failed', `No encoder opens: ${encoders.map((e) => e.reason).join(' ')}`);
  }
  const skipped = encoders.filter((candidate) => !candidate.works);
  return {
    ...adapter,
    encoder: preset === undefined ? encoder.encoder : withPreset(encoder.encoder, preset),
    profileLevelId: encoder.profileLevelId,
    report: [
      ...adapter.report,
      `encoder: ${encoder.encoder}${encoder.encoder === 'libx264' ? ' (software: no hardware encoder opened)' : ''}`,
      ...(preset === undefined ? [] : [`  preset: ${preset}`]),
      ...skipped.map(({ encoder: name, reason }) => `  skipped ${name}: ${withoutContext(reason)}`),
    ],
  };
}

type AdapterResult = Pick<Machine, 'adapter' | 'model' | 'software' | 'environment' | 'report'>;

/** @throws RemoteViewError `no-gpu-adapter` */
export async function probeAdapter(choice: AdapterChoice): Promise<AdapterResult> {
  const report: string[] = [];
  let missing = '';
  if (choice !== 'software') {
    const found = await askAdapter({});
    if (found.type === 'adapter' && (!found.software || choice === 'gpu')) {
      return { ...found, environment: {}, report: [`GPU adapter: ${found.adapter}`] };
    }
    missing = found.type === 'adapter' ? `only ${found.adapter}` : withoutContext(found.reason);
    if (choice === 'gpu') throw new RemoteViewError('no-gpu-adapter', missing);
    report.push(`no GPU: ${missing}`);
  }
  const environment = await softwareVulkanEnvironment();
  if (environment === undefined) {
    throw new RemoteViewError(
      'no-gpu-adapter',
      `No GPU adapter was found (${missing}) and no software one: install the npm package @sparticuz/chromium.`,
    );
  }
  const found = await askAdapter(environment);
  if (found.type !== 'adapter') throw new RemoteViewError('no-gpu-adapter', found.reason);
  report.push(`software rendering: ${found.adapter} (on the CPU: small pictures at 30 frames per second)`);
  return { adapter: found.adapter, model: found.model, software: true, environment, report };
}

type AdapterAnswer = Extract<ProbeMessage, { type: 'adapter' | 'no-adapter' }>;

async function askAdapter(environment: Readonly<Record<string, string>>): Promise<AdapterAnswer> {
  let answer: AdapterAnswer = { type: 'no-adapter', reason: 'the driver crashed or did not answer' };
  await runProbe(['adapter'], environment, (message) => {
    if (message.type === 'adapter' || message.type === 'no-adapter') answer = message;
  });
  return answer;
}

type EncoderAnswer = Extract<ProbeMessage, { type: 'encoder' }>;

export async function probeEncoders(): Promise<EncoderAnswer[]> {
  const answers: EncoderAnswer[] = [];
  while (answers.length < ENCODER_KINDS.length) {
    const before = answers.length;
    await runProbe(['encoders', String(before)], {}, (message) => {
      if (message.type === 'encoder') answers.push(message);
    });
    // The one that was being tried took the process with it.
    const crashed = ENCODER_KINDS[answers.length];
    if (crashed !== undefined) {
      answers.push({
        type: 'encoder',
        encoder: crashed.name,
        works: false,
        reason: 'opening it crashed or hung.',
        profileLevelId: '',
      });
    }
  }
  return answers;
}

function runProbe(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
  message: (message: ProbeMessage) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const child = spawnChild(
      new URL('../probe/main.ts', import.meta.url),
      args,
      childEnvironment(environment),
      'ignore',
    );
    const timer = setTimeout(() => child.kill('SIGKILL'), PROBE_TIMEOUT_MS);
    child.on('message', (received) => message(received as ProbeMessage));
    child.on('error', () => resolve());
    // `close`, not `exit`: messages may still be on their way when the process has gone.
    child.on('close', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Without the brackets that are for logs. */
function withoutContext(message: string): string {
  return message.replace(/^The encoder failed: /u, '').replace(/ \[[^\]]*\]$/u, '');
}
