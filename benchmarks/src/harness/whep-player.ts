/** Players of WHEP that are not ours: GStreamer's webrtcbin (`e2e/whep/gst-whep.py`), from Debian's packages. */
import { spawn, spawnSync } from 'node:child_process';
import { repositoryPath } from './stack.ts';

/** As `gst-whep.py` reads it. */
export interface GstWish {
  readonly url: string;
  readonly token: string;
  /** Fractions of the picture. */
  readonly points: readonly (readonly [x: number, y: number])[];
  /** To be decoded; then it leaves. */
  readonly frames: number;
  /** s; then it gives up. */
  readonly seconds: number;
  /** Of the video that it offers. */
  readonly caps?: string;
  /** False: it goes without a word. */
  readonly leave?: boolean;
}

export interface GstResult {
  /** Frames decoded. */
  readonly video: number;
  /** Buffers of sound decoded. */
  readonly audio: number;
  /** To the first frame, s. */
  readonly first: number | null;
  readonly size: readonly [width: number, height: number] | null;
  /** `[red, green, blue]` of the last frame at each point. */
  readonly colours: readonly (readonly number[])[] | null;
  readonly answer: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly sdp: string;
    readonly offer: string;
  } | null;
  readonly deleted?: number;
}

/** Debian's own, which sees Debian's packages. */
const PYTHON = '/usr/bin/python3';
const NEEDED = [
  'import gi',
  'gi.require_version("Gst", "1.0")',
  'gi.require_version("GstWebRTC", "1.0")',
  'from gi.repository import Gst, GstWebRTC',
  'Gst.init(None)',
  'assert all(map(Gst.ElementFactory.find, ["webrtcbin", "nicesink", "rtph264depay", "avdec_h264", "opusdec"]))',
].join('\n');

/** Why there is no such player here; undefined where there is one. */
export function gstProblem(): string | undefined {
  const { status } = spawnSync(PYTHON, ['-c', NEEDED], { stdio: 'ignore', timeout: 20_000 });
  return status === 0 ? undefined : 'GStreamer with webrtcbin for Python is not installed';
}

/** Plays until it has what was wished for. The token goes by stdin, where no list of processes shows it. */
export async function playWithGst(wish: GstWish): Promise<GstResult> {
  const child = spawn(PYTHON, [repositoryPath('benchmarks/e2e/whep/gst-whep.py')], {
    stdio: ['pipe', 'pipe', 'pipe'],
    timeout: (wish.seconds + 20) * 1_000,
    killSignal: 'SIGKILL',
  });
  const text = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name].on('data', (data) => (text[name] += String(data)));
  child.stdin.end(JSON.stringify(wish));
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  if (code !== 0) throw new Error(`GStreamer's player ended with ${code}: ${text.stderr}`);
  return JSON.parse(text.stdout) as GstResult;
}
