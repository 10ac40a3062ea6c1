/** Screenshots against small pictures that are kept beside the test, in the browser that took them. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import type { Page } from 'puppeteer';
import { repositoryPath } from '../../src/harness/stack.ts';

const FOLDER = 'benchmarks/e2e/look/baselines';
/** Pixels of a kept picture. */
const WIDTH = 240;

/** Share of the picture's blocks that look different, 0 to 1. Fonts differ between machines by less than what is lost here. */
export async function difference(page: Page, name: string, screenshot: string): Promise<number> {
  const path = repositoryPath(`${FOLDER}/${name}.webp`);
  const kept = await readFile(path, 'base64').catch(() => null);
  const small = await page.evaluate(shrink, screenshot, WIDTH);
  if (process.env['LOOK'] === 'update') {
    // What looks the same stays the same file.
    if (kept !== null && (await page.evaluate(compare, kept, small)) === 0) return 0;
    await mkdir(repositoryPath(FOLDER), { recursive: true });
    await writeFile(path, Buffer.from(small, 'base64'));
    return 0;
  }
  if (kept === null)
    throw new Error(`There is no ${FOLDER}/${name}.webp: run with LOOK=update, look at it, and keep it.`);
  return page.evaluate(compare, kept, small);
}

async function shrink(png: string, width: number): Promise<string> {
  const image = await createImageBitmap(await (await fetch(`data:image/png;base64,${png}`)).blob());
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = Math.round((image.height * width) / image.width);
  const context = canvas.getContext('2d')!;
  context.imageSmoothingQuality = 'high';
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/webp', 0.7).split(',')[1]!;
}

async function compare(kept: string, seen: string): Promise<number> {
  const BLOCK = 8;
  /** Of a block's mean in one channel, 0 to 255. */
  const DIFFERENT = 22;
  const blocks = async (webp: string): Promise<{ columns: number; rows: number; means: number[] }> => {
    const image = await createImageBitmap(await (await fetch(`data:image/webp;base64,${webp}`)).blob());
    const columns = Math.floor(image.width / BLOCK);
    const rows = Math.floor(image.height / BLOCK);
    const canvas = new OffscreenCanvas(columns, rows);
    const context = canvas.getContext('2d')!;
    context.imageSmoothingQuality = 'high';
    context.drawImage(image, 0, 0, columns, rows);
    return { columns, rows, means: [...context.getImageData(0, 0, columns, rows).data] };
  };
  const [one, other] = await Promise.all([blocks(kept), blocks(seen)]);
  if (one.columns !== other.columns || one.rows !== other.rows) return 1;
  let different = 0;
  for (let index = 0; index < one.means.length; index += 4) {
    const apart = [0, 1, 2].some(
      (channel) => Math.abs(one.means[index + channel]! - other.means[index + channel]!) > DIFFERENT,
    );
    if (apart) different++;
  }
  return different / (one.columns * one.rows);
}
