import { describe, expect, test } from 'vitest';
import type { SessionId } from '@remote-view/protocol';
import { registration } from '../testing/harness.ts';
import type { Register } from '../wire/messages.ts';
import { HostDirectory } from './host-directory.ts';

const SESSION = 's1' as SessionId;

function register(fields: Parameters<typeof registration>[0] = {}): Register {
  const message = registration(fields);
  return { ...message, scenes: [...message.scenes], sessions: [...message.sessions] };
}

function admit(hosts: HostDirectory, link: number, fields: Parameters<typeof registration>[0] = {}) {
  const admission = hosts.register(link, register(fields));
  if (admission.refused) throw new Error('refused');
  return admission;
}

describe('the host directory', () => {
  test('lists a host while its link is up', () => {
    const hosts = new HostDirectory();
    const { host, replaced, restarted } = admit(hosts, 1);
    expect({ replaced, restarted, link: host.link }).toEqual({ replaced: null, restarted: false, link: 1 });
    expect(hosts.connectedCount).toBe(1);
    expect(hosts.unlink(1)).toBe(host);
    expect(hosts.connectedCount).toBe(0);
    expect(hosts.unlink(1)).toBeUndefined();
  });

  test('knows which scenes have a connected host in common', () => {
    const hosts = new HostDirectory();
    admit(hosts, 1, { host: 'a', scenes: ['cube', 'sphere'] });
    admit(hosts, 2, { host: 'b', scenes: ['atlas', 'sphere'] });
    expect([hosts.offersBoth('cube', 'sphere'), hosts.offersBoth('cube', 'atlas')]).toEqual([true, false]);
    hosts.unlink(1);
    expect(hosts.offersBoth('cube', 'sphere')).toBe(false);
  });

  test('lets a reconnect of the same process replace its old link', () => {
    const hosts = new HostDirectory();
    admit(hosts, 1);
    expect(admit(hosts, 2)).toMatchObject({ replaced: 1, restarted: false });
    expect(hosts.byLink(1)).toBeUndefined();
    expect(hosts.unlink(1)).toBeUndefined();
    expect(hosts.connectedCount).toBe(1);
  });

  test('fences off a process that was replaced, for as long as the host is known', () => {
    const hosts = new HostDirectory();
    admit(hosts, 1, { incarnation: 'old' });
    expect(admit(hosts, 2, { incarnation: 'new' })).toMatchObject({ replaced: 1, restarted: true });
    expect(hosts.register(3, register({ incarnation: 'old' }))).toEqual({ refused: true });
    expect(hosts.byLink(2)?.incarnation).toBe('new');
  });

  test('remembers a lost host as long as a session waits for it', () => {
    const hosts = new HostDirectory();
    const { host } = admit(hosts, 1);
    hosts.takeSlot(host.id, SESSION);
    hosts.unlink(1);
    expect(admit(hosts, 2).host).toBe(host);
    hosts.unlink(2);
    hosts.releaseSlot(host.id, SESSION);
    expect(admit(hosts, 3).host).not.toBe(host);
  });

  test('offers the scenes of all connected hosts, each once and in order', () => {
    const hosts = new HostDirectory();
    admit(hosts, 1, { host: 'a', scenes: ['game', 'cube'] });
    admit(hosts, 2, { host: 'b', scenes: ['cube', 'atlas'] });
    expect(hosts.scenes().map((scene) => scene.name)).toEqual(['atlas', 'cube', 'game']);
    hosts.unlink(2);
    expect(hosts.scenes().map((scene) => scene.name)).toEqual(['cube', 'game']);
  });
});
