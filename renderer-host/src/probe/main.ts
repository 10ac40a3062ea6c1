/**
 * A throw-away process that finds out what the machine can do: which GPU adapter there is, which encoders really open.
 * Opening a hardware encoder can take the process with it (an FFmpeg double free when NVENC's init fails), so each
 * result is told before the next try, and the agent goes on behind the one that crashed.
 *
 *     probe/main.ts adapter
 *     probe/main.ts encoders [first]
 */
import { RemoteViewError } from '@remote-view/protocol';
import type { ProbeMessage } from './probe-messages.ts';

function tell(message: ProbeMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined) {
      console.log(JSON.stringify(message));
      resolve();
    } else process.send(message, undefined, undefined, () => resolve());
  });
}

async function probeAdapter(): Promise<void> {
  const { findAdapter, installGpu } = await import('../gpu/device.ts');
  try {
    const { info } = await findAdapter(installGpu());
    await tell({ type: 'adapter', adapter: info.name, model: info.model, software: info.software });
  } catch (thrown) {
    await tell({ type: 'no-adapter', reason: RemoteViewError.from(thrown, 'no-gpu-adapter').message });
  }
}

async function probeEncoders(first: number): Promise<void> {
  const { AV_LOG_ERROR, Log } = await import('../encode/av.ts');
  const { openAvEncoder } = await import('../encode/av-encoder.ts');
  const { NAL, nalType, parseSps, profileLevelId, splitAnnexB } = await import('../encode/h264.ts');
  const { ENCODER_KINDS } = await import('../encode/h264-options.ts');
  // FFmpeg's error codes say little; its log says which library or device is missing.
  let logged: string[] = [];
  Log.setCallback((_level, line) => void logged.push(line.replace(/^\[[^\]]*\] */u, '').trim()), {
    maxLevel: AV_LOG_ERROR,
  });
  for (const { name } of ENCODER_KINDS.slice(first)) {
    await tell({ type: 'trying', encoder: name });
    logged = [];
    try {
      const settings = { width: 640, height: 360, fps: 30, bitrate: 2e6 };
      const encoder = openAvEncoder(name, settings);
      const bytes = new Uint8Array(640 * 360 * 4);
      const { data } = encoder.encode({ format: 'bgra', width: 640, height: 360, bytes }, { keyFrame: true });
      const sps = splitAnnexB(data).find((nal) => nalType(nal) === NAL.sps);
      const profile = sps === undefined ? '' : profileLevelId(parseSps(sps));
      encoder.close();
      const works = profile !== '';
      await tell({
        type: 'encoder',
        encoder: name,
        works,
        reason: works ? '' : 'it gave no SPS',
        profileLevelId: profile,
      });
    } catch (thrown) {
      const { message } = RemoteViewError.from(thrown, 'encoder-failed');
      // The log's lines come over from other threads.
      await new Promise((resolve) => setTimeout(resolve, 20));
      const reason = logged[0] ?? message;
      await tell({ type: 'encoder', encoder: name, works: false, reason, profileLevelId: '' });
    }
  }
}

const [what, first] = process.argv.slice(2);
await (what === 'adapter' ? probeAdapter() : probeEncoders(Number(first ?? 0)));
process.exit(0);
