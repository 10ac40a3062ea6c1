import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ReportReader, type ReportEntry } from './report-reader.ts';
import { NO_MEDIA_STATS } from './stats.ts';

function report(inbound: Readonly<Record<string, unknown>> = {}): ReportEntry[] {
  return [
    { id: 'T', type: 'transport', selectedCandidatePairId: 'P' },
    { id: 'O', type: 'candidate-pair', currentRoundTripTime: 9 },
    {
      id: 'P',
      type: 'candidate-pair',
      currentRoundTripTime: 0.004,
      localCandidateId: 'L',
      remoteCandidateId: 'R',
    },
    { id: 'L', type: 'local-candidate', candidateType: 'prflx', protocol: 'udp' },
    { id: 'R', type: 'remote-candidate', candidateType: 'host', protocol: 'udp' },
    { id: 'C', type: 'codec', mimeType: 'video/H264' },
    {
      id: 'I',
      type: 'inbound-rtp',
      kind: 'video',
      codecId: 'C',
      bytesReceived: 0,
      framesPerSecond: 60,
      frameWidth: 1280,
      frameHeight: 720,
      framesDecoded: 600,
      framesDropped: 1,
      packetsLost: -1,
      freezeCount: 0,
      powerEfficientDecoder: false,
      decoderImplementation: 'FFmpeg',
      ...inbound,
    },
  ];
}

/** The path of a report in which other things are said. */
function path(changes: Readonly<Record<string, Readonly<Record<string, unknown>>>>) {
  const entries = report().map((entry): ReportEntry => ({ ...entry, ...changes[entry.id] }));
  const { candidateType, transportProtocol } = new ReportReader('webrtc').read(entries, 0);
  return [candidateType, transportProtocol];
}

describe('the report reader', () => {
  it('finds the video, its codec, its decoder and the path that is in use', () => {
    expect(new ReportReader('webrtc').read(report(), 0)).toMatchObject({
      transport: 'webrtc',
      candidateType: 'prflx',
      transportProtocol: 'udp',
      fps: 60,
      width: 1280,
      height: 720,
      framesDecoded: 600,
      packetsLost: -1,
      rtt: 4,
      codec: 'video/H264',
      decoder: 'software',
      decoderName: 'FFmpeg',
      bitrate: null,
    });
  });

  it('knows the more roundabout end of the path, and what carries it to a TURN server', () => {
    expect(path({ R: { candidateType: 'relay' } })).toEqual(['relay', 'udp']);
    expect(path({ L: { candidateType: 'relay', relayProtocol: 'tls' } })).toEqual(['relay', 'tcp']);
    expect(path({ L: { candidateType: 'srflx' } })).toEqual(['srflx', 'udp']);
    expect(path({ L: { candidateType: 'host', protocol: 'tcp' } })).toEqual(['host', 'tcp']);
    expect(path({ L: { candidateType: 'new' }, R: { candidateType: undefined } })).toEqual([null, 'udp']);
  });

  it('finds the path where a browser marks the pair and has no transport', () => {
    const marked = report().map((entry): ReportEntry => (entry.id === 'P' ? { ...entry, selected: true } : entry));
    expect(new ReportReader('webrtc').read(marked.slice(1), 0)).toMatchObject({ rtt: 4, candidateType: 'prflx' });
  });

  it('knows nothing of the media where no video comes in', () => {
    const audio: ReportEntry = { id: 'A', type: 'inbound-rtp', kind: 'audio' };
    expect(new ReportReader('webrtc').read([audio], 0)).toEqual({ ...NO_MEDIA_STATS, transport: 'webrtc' });
  });

  it('takes rates from the difference of two readings', () => {
    const reader = new ReportReader('webrtc');
    const before = { bytesReceived: 10_000, jitterBufferEmittedCount: 10, jitterBufferDelay: 0.1, totalDecodeTime: 1 };
    reader.read(report({ ...before, packetsReceived: 100, packetsLost: 7 }), 1_000);
    const after = {
      bytesReceived: 135_000,
      jitterBufferEmittedCount: 60,
      jitterBufferDelay: 0.2,
      totalDecodeTime: 1.2,
    };
    expect(
      reader.read(report({ ...after, framesDecoded: 650, packetsReceived: 190, packetsLost: 17 }), 1_500),
    ).toMatchObject({ bitrate: 2_000_000, jitterBufferMs: 2, decodeMs: expect.closeTo(4), lossRatio: 0.1 });
  });

  it('takes no packet that came late for a negative loss', () => {
    const reader = new ReportReader('webrtc');
    reader.read(report({ packetsReceived: 100, packetsLost: 7 }), 0);
    expect(reader.read(report({ packetsReceived: 110, packetsLost: 5 }), 1_000).lossRatio).toBe(0);
  });

  it('gives two who ask at the same time the same rates', () => {
    const reader = new ReportReader('webrtc');
    reader.read(report(), 0);
    reader.read(report({ bytesReceived: 125_000 }), 1_000);
    expect(reader.read(report({ bytesReceived: 125_000 }), 1_010).bitrate).toBe(1_000_000);
  });

  it('says null for what a browser does not tell', () => {
    const bare: ReportEntry[] = [{ id: 'I', type: 'inbound-rtp', kind: 'video', framesPerSecond: 'fast' }];
    expect(new ReportReader('webrtc').read(bare, 0)).toEqual({ ...NO_MEDIA_STATS, transport: 'webrtc' });
  });

  it('takes whatever a browser may say', () => {
    const entry = fc.record({ id: fc.string(), type: fc.constantFrom('inbound-rtp', 'transport', 'candidate-pair') });
    const fields = fc.dictionary(
      fc.constantFrom(...Object.keys(report()[6]!), 'kind', 'localCandidateId'),
      fc.anything(),
    );
    const entries = fc.array(fc.tuple(entry, fields).map(([base, more]): ReportEntry => ({ ...more, ...base })));
    fc.assert(
      fc.property(entries, (all) => {
        const stats = new ReportReader('webrtc').read(all, 0);
        expect(Object.keys(stats).toSorted()).toEqual(Object.keys(NO_MEDIA_STATS).toSorted());
      }),
    );
  });
});
