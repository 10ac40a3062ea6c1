import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SceneCode, type FillCode, type LentCode } from './scene-code.ts';

describe('compiled modules for scene processes', () => {
  let home: string;
  let fills: PromiseWithResolvers<boolean>[];
  let code: SceneCode;
  const lent: LentCode[] = [];

  const lend = async (): Promise<LentCode> => {
    const one = await code.lend();
    lent.push(one!);
    return one!;
  };
  const compile = ({ folder }: LentCode, name: string, text = 'by itself'): void => {
    mkdirSync(join(folder, 'v24'), { recursive: true });
    writeFileSync(join(folder, 'v24', name), text);
  };
  const fill: FillCode = async (folder) => {
    mkdirSync(join(folder, 'v24'));
    for (const name of ['a', 'b']) writeFileSync(join(folder, 'v24', name), 'by us');
    const filling = Promise.withResolvers<boolean>();
    fills.push(filling);
    return filling.promise;
  };
  const filled = async (done = true): Promise<void> => {
    fills.at(-1)!.resolve(done);
    await new Promise(setImmediate);
  };

  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'remote-view-test-'));
    fills = [];
    code = new SceneCode(join(home, 'cache/scene'), fill);
  });
  afterEach(async () => {
    await Promise.all(lent.splice(0).map((one) => one.giveBack()));
    rmSync(home, { recursive: true });
  });

  it('are compiled once for all who come after the first', async () => {
    const first = await lend();
    compile(first, 'a');
    first.check();
    first.check();
    await filled();
    expect(fills).toHaveLength(1);
    expect(readdirSync(join((await lend()).folder, 'v24'))).toEqual(['a', 'b']);
    expect(readdirSync(join(home, 'cache'))).toEqual(['scene']);
  });

  it('are not compiled again for a process that found all that it needed', async () => {
    compile(await lend(), 'a');
    lent[0]!.check();
    await filled();
    code = new SceneCode(join(home, 'cache/scene'), fill);
    (await lend()).check();
    expect(fills).toHaveLength(1);
  });

  it('reach no other process where one has changed them', async () => {
    const first = await lend();
    compile(first, 'a', 'planted');
    first.check();
    await filled();
    const second = await lend();
    compile(second, 'b', 'planted');
    await second.giveBack();
    const third = await lend();
    for (const name of ['a', 'b']) expect(readFileSync(join(third.folder, 'v24', name), 'utf8')).toBe('by us');
  });

  it('go with their process, which may tell twice that it is gone', async () => {
    const one = await lend();
    await one.giveBack();
    await one.giveBack();
    expect(existsSync(one.folder)).toBe(false);
  });

  it('do not stay behind when the process that lent them was killed', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    const left = mkdtempSync(join(tmpdir(), `remote-view-code-${pid}-`));
    const mine = await lend();
    code = new SceneCode(join(home, 'cache/scene'), fill);
    expect([existsSync(left), existsSync(mine.folder)]).toEqual([false, true]);
  });

  it('stay what they were where compiling them fails', async () => {
    compile(await lend(), 'a');
    lent[0]!.check();
    await filled(false);
    expect(readdirSync((await lend()).folder)).toEqual([]);
    expect(readdirSync(join(home, 'cache'))).toEqual([]);
  });
});
