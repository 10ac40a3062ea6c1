/** What the cells of a latency matrix have in common and in what they differ. */
import type { MatrixCell } from '../../latency/matrix-result.ts';

/** `synthetic`, or `synthetic · veryfast`. */
export function panelOf(cell: MatrixCell): string {
  const { settings, preset } = cell;
  return preset === undefined ? settings.scene : `${settings.scene} · ${preset}`;
}

export function sizeOf({ settings }: MatrixCell): string {
  return `${settings.width}x${settings.height}`;
}

/** The size that most pictures had: a host lowers it where it cannot hold what was asked. */
export function pictureOf({ measured }: MatrixCell): string {
  const [usual] = Object.entries(measured.frames.sizes).toSorted(([, a], [, b]) => b - a);
  return usual?.[0] ?? 'none';
}
