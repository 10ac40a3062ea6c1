import { describe, expect, it } from 'vitest';
import { madeFrame } from './made-frames.ts';
import { VIDEO } from './negotiated-video.ts';
import { sendingTransport } from './testing/sending.ts';
import { ViewerModel, type ViewerMessage } from './viewer-model.ts';

/** Frames of a real sender, each a list of packets; the first is a key frame. */
function framesOf(sizes: readonly number[]): Uint8Array[][] {
  const { transport, drain } = sendingTransport();
  return sizes.map((bytes, number) => {
    const keyFrame = number === 0;
    transport.sendFrame({ number, keyFrame, nals: madeFrame(bytes, keyFrame), rtpTimestamp: number * 1_500 });
    return drain(number * 16);
  });
}

function viewer(acks = true): ViewerModel {
  return new ViewerModel({ video: VIDEO, acks, phase: 5 });
}

/** Everything said by `until`, with its time. */
function said(model: ViewerModel, until: number): { readonly at: number; readonly message: ViewerMessage }[] {
  const all: { readonly at: number; readonly message: ViewerMessage }[] = [];
  for (let at = model.nextAt; at <= until; at = model.nextAt)
    all.push(...model.poll(at).map((message) => ({ at, message })));
  return all;
}

function types(messages: readonly ViewerMessage[]): string[] {
  return messages.map((message) => (message.type === 'rtcp' ? message.items[0]!.type : message.type));
}

describe('a viewer', () => {
  it('decodes frames as their last packets come', () => {
    const model = viewer();
    const [first, second] = framesOf([3_000, 500]);
    expect(first!.flatMap((bytes) => model.receive(bytes, 1).frames)).toMatchObject([{ timestamp: 0, keyFrame: true }]);
    expect(second!.flatMap((bytes) => model.receive(bytes, 2).frames)).toMatchObject([{ timestamp: 1_500 }]);
  });

  it('asks at once for what is missing, and takes the repetition as new video', () => {
    const model = viewer();
    const [first, second] = framesOf([3_000, 3_000]);
    for (const bytes of first!) model.receive(bytes, 1);
    const [lost, ...rest] = second!;
    expect(types(rest.flatMap((bytes) => model.receive(bytes, 2).messages))).toEqual(['nack']);
    expect(model.receive(lost!, 30)).toMatchObject({ isNew: true, frames: [{ timestamp: 1_500 }] });
    expect(model.receive(lost!, 31)).toMatchObject({ isNew: false, frames: [] });
  });

  it('acks the newest frame at the screen’s next refresh, and the ones before once more', () => {
    const model = viewer();
    const frames = framesOf([3_000, 500, 500, 500]);
    for (const [index, packets] of frames.entries()) for (const bytes of packets) model.receive(bytes, 1 + index * 10);
    const acks = said(model, 49).flatMap(({ at, message }) => (message.type === 'acks' ? [{ at, ...message }] : []));
    expect(acks).toHaveLength(1);
    expect(acks[0]!.acks.map(({ rtpTimestamp }) => rtpTimestamp)).toEqual([4_500]);
    expect(acks[0]!.at).toBeGreaterThan(1);
    expect(acks[0]!.at).toBeLessThanOrEqual(1 + 1_000 / 60);
  });

  it('of somebody else acks nothing', () => {
    const model = viewer(false);
    for (const bytes of framesOf([3_000])[0]!) model.receive(bytes, 1);
    expect(types(said(model, 49).map(({ message }) => message))).toEqual([]);
  });

  it('reports arrivals every 50 ms and the stream every second', () => {
    const model = viewer(false);
    model.senderReport(77, 0);
    for (const [index, packets] of framesOf(Array.from({ length: 60 }, () => 500)).entries())
      for (const bytes of packets) {
        for (const one of said(model, index * 17)) expect(types([one.message])[0]).toBe('transport-cc');
        model.receive(bytes, index * 17);
      }
    const last = said(model, 1_006).map(({ message }) => message);
    expect(types(last)).toContain('receiver-report');
    const report = last.flatMap((message) => (message.type === 'rtcp' ? message.items : []));
    expect(report.find(({ type }) => type === 'receiver-report')).toMatchObject({
      reports: [{ ssrc: VIDEO.ssrc, lastSenderReport: 77, delaySinceLastSenderReport: Math.round(1.005 * 65_536) }],
    });
  });

  it('asks for a key frame until it has one, then only where nothing comes for three seconds', () => {
    const model = viewer(false);
    const requests = (until: number): number =>
      said(model, until).filter(({ message }) => types([message])[0] === 'pli').length;
    expect(requests(1_000)).toBe(5);
    for (const bytes of framesOf([3_000])[0]!) model.receive(bytes, 1_001);
    expect(requests(4_000)).toBe(0);
    expect(requests(4_002)).toBe(1);
    expect(model.keyFrameRequests).toBe(6);
  });
});
