import { describe, expect, it } from 'vitest';
import type { Facts } from './facts.ts';
import { canStream, judge, type Verdict } from './verdicts.ts';

const WORKSTATION: Facts = {
  node: 'v24.21.0',
  platform: 'linux',
  arch: 'x64',
  vulkanLoader: '/usr/lib/x86_64-linux-gnu/libvulkan.so.1',
  soundLibrary: '/usr/lib/x86_64-linux-gnu/libasound.so.2',
  vulkanDrivers: ['/usr/share/vulkan/icd.d/nvidia_icd.json'],
  nvidia: '580.65.06',
  devices: [{ path: '/dev/dri/renderD128', usable: true }],
  machine: {
    adapter: { adapter: 'NVIDIA L4', software: false, report: [] },
    encoders: [
      { encoder: 'h264_nvenc', works: true, reason: '' },
      { encoder: 'libx264', works: true, reason: '' },
    ],
  },
  port: { port: 8080, problem: undefined, gateway: false },
  udp: { problem: undefined },
  turn: undefined,
  folders: [{ what: 'Cache', path: '/cache', problem: undefined }],
  freeMemory: 8 * 2 ** 30,
};

const SMALL_SERVER: Partial<Facts> = {
  vulkanLoader: undefined,
  vulkanDrivers: [],
  nvidia: undefined,
  devices: [],
  machine: {
    adapter: { adapter: 'SwiftShader', software: true, report: ['no GPU: no driver'] },
    encoders: [
      { encoder: 'h264_nvenc', works: false, reason: 'Cannot load libcuda.so.1' },
      { encoder: 'libx264', works: true, reason: '' },
    ],
  },
};

function verdicts(facts: Partial<Facts>): Verdict[] {
  return judge({ ...WORKSTATION, ...facts });
}

function on(subject: string, facts: Partial<Facts>): Verdict | undefined {
  return verdicts(facts).find((verdict) => verdict.subject === subject);
}

describe('the doctor', () => {
  it('has nothing to say of a workstation in order', () => {
    expect(verdicts({}).every(({ level, advice }) => level === 'ok' && advice === undefined)).toBe(true);
    expect(canStream(verdicts({}))).toBe(true);
  });

  it('says what to install where scenes would be silent', () => {
    expect(on('Sound', { soundLibrary: undefined })).toMatchObject({
      level: 'note',
      advice: expect.stringContaining('libasound2') as string,
    });
  });

  it('lets a server without a GPU stream, and says how it could be better', () => {
    const found = verdicts(SMALL_SERVER);
    expect(canStream(found)).toBe(true);
    expect(found.filter(({ level }) => level === 'note').map(({ subject }) => subject)).toEqual([
      'Vulkan',
      'GPU devices',
      'Rendering',
      'H.264 encoder',
    ]);
    expect(on('Vulkan', SMALL_SERVER)?.advice).toContain('apt install libvulkan1');
  });

  it('names the groups of devices that the user may not open', () => {
    const devices = [{ path: '/dev/dri/renderD128', usable: false }];
    expect(on('GPU devices', { devices })).toMatchObject({
      level: 'note',
      text: expect.stringContaining('/dev/dri/renderD128') as string,
      advice: expect.stringContaining('render,video') as string,
    });
  });

  it('says why NVENC is missing only where there is an NVIDIA GPU', () => {
    const { machine } = SMALL_SERVER;
    expect(on('H.264 encoder', { machine: machine! })?.advice).toMatch(/520\.56.*Cannot load libcuda/u);
    expect(on('H.264 encoder', { machine: machine!, nvidia: undefined })?.advice).toBeUndefined();
  });

  it('knows of other systems that they need no Vulkan', () => {
    expect(canStream(verdicts({ ...SMALL_SERVER, platform: 'darwin', arch: 'arm64' }))).toBe(true);
    expect(on('Vulkan', { ...SMALL_SERVER, platform: 'darwin' })?.level).toBe('ok');
  });

  const encoders = [{ encoder: 'libx264', works: false, reason: 'not in this FFmpeg' }];
  const rendering = { adapter: 'NVIDIA L4', software: false, report: [] };
  it.each<[what: string, facts: Partial<Facts>, subject: string]>([
    ['an old Node', { node: 'v20.20.2' }, 'Node.js'],
    ['a system without native packages', { platform: 'freebsd' }, 'Node.js'],
    ['no adapter at all', { machine: { adapter: { problem: 'none' }, encoders } }, 'Rendering'],
    ['probes that do not run', { machine: { problem: 'Cannot find package' } }, 'Rendering'],
    ['no encoder', { machine: { adapter: rendering, encoders } }, 'H.264 encoder'],
    ['a port that is taken', { port: { port: 8080, problem: 'Port 8080 is taken.', gateway: false } }, 'Gateway port'],
    ['UDP that does not arrive', { udp: { problem: 'it did not arrive' } }, 'Media (UDP)'],
    ['a TURN server that does not answer', { turn: { server: 'turn:a', problem: 'no answer' } }, 'TURN'],
    ['a cache that is read-only', { folders: [{ what: 'Cache', path: '/cache', problem: 'EROFS' }] }, 'Cache'],
  ])('says that nothing can stream with %s', (_what, facts, subject) => {
    expect(on(subject, facts)?.level).toBe('problem');
    expect(canStream(verdicts(facts))).toBe(false);
  });

  it('is content with a port that a running gateway has', () => {
    const port = { port: 8080, problem: 'Port 8080 is taken.', gateway: true };
    expect(on('Gateway port', { port })).toMatchObject({ level: 'ok', text: 'a gateway answers on 8080' });
  });

  it('gives advice for every problem but a port, whose text has it', () => {
    const facts: Partial<Facts> = {
      node: 'v18.0.0',
      machine: { adapter: { problem: 'none' }, encoders },
      udp: { problem: 'lost' },
      turn: { server: 'turn:a', problem: 'no answer' },
    };
    for (const { level, advice } of verdicts(facts)) if (level === 'problem') expect(advice).toMatch(/\w{3}/u);
  });
});
