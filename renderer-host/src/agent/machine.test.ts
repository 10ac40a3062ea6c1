/** The real probe, in its throw-away processes, on the machine that runs the tests. */
import { describe, expect, it } from 'vitest';
import { ENCODER_KINDS } from '../encode/h264-options.ts';
import { hasSoftwareGpu, where } from '../gpu/testing/run-job.ts';
import type { ProbeMessage } from '../probe/probe-messages.ts';
import { probeMachine } from './machine.ts';
import { runScript } from './testing/run-script.ts';

const TIMEOUT_MS = 60_000;

describe.skipIf(!hasSoftwareGpu)(`looking for a GPU and an encoder (${where})`, { timeout: TIMEOUT_MS }, () => {
  it('finds the software adapter and an encoder, and says in readable lines what was chosen and why', async () => {
    const machine = await probeMachine('software');
    expect(machine).toMatchObject({ software: true, adapter: expect.stringMatching(/swiftshader/iu) });
    expect(machine.environment).toHaveProperty('VK_DRIVER_FILES');
    expect(machine.profileLevelId).toMatch(/^42[ce]0[0-9a-f]{2}$/u);
    expect(machine.report[0]).toMatch(/^software rendering: .*SwiftShader/u);
    expect(machine.report[1]).toMatch(/^encoder: \w+/u);
    const skipped = machine.report.slice(2);
    for (const line of skipped) expect(line).toMatch(/^ {2}skipped h264_\w+: .+/u);
    if (machine.encoder === 'libx264') {
      expect(machine.report[1]).toBe('encoder: libx264 (software: no hardware encoder opened)');
      expect(skipped).toHaveLength(ENCODER_KINDS.length - 1);
      expect(machine.profileLevelId).toBe('42c034');
    }
    for (const line of machine.report) expect(line).not.toMatch(/\n|undefined|\[object/u);
  });
});

describe('the preset of the encoder', { timeout: TIMEOUT_MS }, () => {
  it.skipIf(!hasSoftwareGpu)('is part of what the scene processes are told', async () => {
    const { encoder } = await probeMachine('software');
    if (encoder !== 'libx264') return;
    const machine = await probeMachine('software', 'ultrafast');
    expect(machine.encoder).toBe('libx264:ultrafast');
    expect(machine.report).toContain('  preset: ultrafast');
  });

  it('ends the host where the encoder has no such preset', async () => {
    const host = await runScript(new URL('main.ts', import.meta.url), ['--encoder-preset', 'placebo']);
    expect(host).toMatchObject({ exitCode: 1, signal: null });
    expect(host.output).toMatch(/has no preset placebo; it has .+\(bad-configuration\)/u);
  });
});

describe('trying every encoder', { timeout: TIMEOUT_MS }, () => {
  it('opens each or refuses it with a reason, and does not crash', async () => {
    const probe = await runScript(new URL('../probe/main.ts', import.meta.url), ['encoders', '0']);
    expect(probe).toMatchObject({ exitCode: 0, signal: null });
    const answers = (probe.messages as ProbeMessage[]).filter((message) => message.type === 'encoder');
    expect(answers.map((answer) => answer.encoder)).toEqual(ENCODER_KINDS.map((kind) => kind.name));
    for (const { works, reason, profileLevelId } of answers) {
      if (works) expect(profileLevelId).toMatch(/^[0-9a-f]{6}$/u);
      else expect(reason).toMatch(/\w{3} \w/u);
    }
    expect(answers.at(-1)).toMatchObject({ encoder: 'libx264', works: true, profileLevelId: '42c034' });
  });

  it('goes on behind one that crashed', async () => {
    const probe = await runScript(new URL('../probe/main.ts', import.meta.url), ['encoders', '6']);
    const tried = (probe.messages as ProbeMessage[]).filter((message) => message.type === 'trying');
    expect(tried.map((message) => message.encoder)).toEqual(['h264_vulkan', 'libx264']);
  });
});
