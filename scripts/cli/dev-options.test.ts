import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { CommandError } from './command.ts';
import { hostArguments, readDevOptions } from './dev-options.ts';

const folder = mkdtempSync(join(tmpdir(), 'remote-view-cli-'));
mkdirSync(join(folder, 'project/car'), { recursive: true });
mkdirSync(join(folder, 'project/empty'));
const car = join(folder, 'project/car/scene.ts');
const single = join(folder, 'single.ts');
for (const file of [car, single]) writeFileSync(file, '');
afterAll(() => rmSync(folder, { recursive: true }));

const project = join(folder, 'project');
const read = (args: readonly string[], env: Record<string, string> = {}) => readDevOptions(args, project, env);

/** Values of a flag that may be repeated. */
function values(args: readonly string[], flag: string): (string | undefined)[] {
  return args.flatMap((arg, index) => (arg === flag ? [args[index + 1]] : []));
}

describe('remote-view dev', () => {
  it('takes a module, or a folder with a scene.ts, from the folder that it is called in', () => {
    expect(read(['car/scene.ts']).scene).toBe(car);
    expect(read(['./car']).scene).toBe(car);
    expect(read(['../single.ts']).scene).toBe(single);
  });

  it('lets a scene read its project, and where it is part of none its own folder', () => {
    const readable = (args: readonly string[]) => values(read(args).hostFlags, '--allow-read');
    expect(readable(['car'])).toEqual([join(project, 'car')]);
    writeFileSync(join(project, 'package.json'), '{}');
    expect(readable(['car'])).toEqual([project]);
    expect(readable(['../single.ts'])).toEqual([folder]);
    expect(readable(['car', '--allow-read', '../models'])).toEqual([project, join(folder, 'models')]);
  });

  it('takes the home of its user for nobody’s project', () => {
    const { HOME } = process.env;
    process.env['HOME'] = project;
    try {
      writeFileSync(join(project, 'package.json'), '{}');
      expect(values(read(['car']).hostFlags, '--allow-read')).toEqual([join(project, 'car')]);
    } finally {
      process.env['HOME'] = HOME;
    }
  });

  it('is told the port by a flag, or else by the environment', () => {
    expect(read(['car'])).toMatchObject({ host: '127.0.0.1', port: 8080 });
    expect(read(['car'], { PORT: '9000', HOST: '0.0.0.0' })).toMatchObject({ host: '0.0.0.0', port: 9_000 });
    expect(read(['car', '--port', '9001'], { PORT: '9000' }).port).toBe(9_001);
  });

  it('hands on to the host what stands behind --', () => {
    const args = hostArguments(read(['car', '--', '--bind-address', '127.0.0.1']));
    expect(args.slice(-2)).toEqual(['--bind-address', '127.0.0.1']);
    expect(args).toEqual(expect.arrayContaining(['--develop', '--scene', car]));
  });

  it.each([
    ['no scene', [], /Which scene\?/u],
    ['two scenes', ['car', 'bus'], /One scene at a time: what is 'bus'\?/u],
    ['a scene that is not there', ['bus'], /There is no .*bus/u],
    ['a folder without one', ['empty'], /There is no scene\.ts in/u],
    ['a flag that nobody knows', ['car', '--fast'], /Unknown option '--fast'\.$/u],
    ['a flag without its value', ['car', '--port'], /'--port <value>' argument missing/u],
    ['a port that is none', ['car', '--port', '70000'], /1 to 65535, not '70000'/u],
  ])('says what is wrong with %s', (_what, args, message) => {
    expect(() => read(args)).toThrow(message);
    expect(() => read(args)).toThrow(CommandError);
  });
});
