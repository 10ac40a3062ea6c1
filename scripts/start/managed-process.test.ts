import { describe, expect, it } from 'vitest';
import { ManagedProcess } from './managed-process.ts';

function start(code: string): {
  process: ManagedProcess;
  output: () => string;
  outputHas: (text: string) => Promise<void>;
} {
  let output = '';
  let wake = (): void => {};
  const write = (text: string): void => {
    output += text;
    wake();
  };
  const child = new ManagedProcess({
    name: 'child',
    args: ['-e', code],
    cwd: import.meta.dirname,
    prefix: '| ',
    write,
  });
  const outputHas = async (text: string): Promise<void> => {
    while (!output.includes(text)) {
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  return { process: child, output: () => output, outputHas };
}

describe('ManagedProcess', () => {
  it('shows both outputs with the prefix', async () => {
    const child = start("console.log('one'); console.error('two');");
    await child.outputHas('one');
    await child.outputHas('two');
    expect(child.output().split('\n').sort()).toEqual(['', '| one', '| two']);
  });

  it('says how it ended', async () => {
    await expect(start('process.exit(3)').process.ended).resolves.toBe('exit code 3');
    await expect(start("process.kill(process.pid, 'SIGKILL')").process.ended).resolves.toBe('signal SIGKILL');
  });

  it('ends by SIGTERM where the child heeds it, and may be stopped twice', async () => {
    const child = start(
      "process.on('SIGTERM', () => process.exit(0)); setInterval(() => {}, 1000); console.log('up');",
    );
    await child.outputHas('up');
    await Promise.all([child.process.stop(), child.process.stop()]);
    await expect(child.process.ended).resolves.toBe('exit code 0');
    expect(child.process.running).toBe(false);
    await child.process.stop();
  });

  it('ends by SIGKILL where the child does not', async () => {
    const child = start("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up');");
    await child.outputHas('up');
    await child.process.stop(50);
    await expect(child.process.ended).resolves.toBe('signal SIGKILL');
  });
});
