import type { ControlInfo, ControlRequest, ControlState, Here } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import { ENGLISH } from '../i18n/english.ts';
import { SessionControl } from './session-control.ts';

function told(state: ControlState, requests = 0, refused = false): ControlInfo {
  return { type: 'control', state, requests, refused };
}

/** A viewer's side, what it sent, and the events that it fired. */
function viewer({ connected = true } = {}) {
  const sent: string[] = [];
  const fired: string[] = [];
  const element = new EventTarget();
  const control = new SessionControl(element, {
    send: (data: ControlRequest | Here) => {
      if (connected) sent.push('action' in data ? data.action : data.type);
      return connected;
    },
    strings: () => ENGLISH,
    looksOn: () => false,
    lost: () => fired.push('lost'),
    changed: () => {},
  });
  element.addEventListener('controlchange', () => fired.push(`${control.state} ${control.requests}`));
  element.addEventListener('afkwarning', () => fired.push(`ends in ${control.afkEndsIn}`));
  return { control, sent, fired };
}

const refused = expect.objectContaining({ code: 'control-refused' }) as Error;

describe('control of a session, as its viewer sees it', () => {
  it('is everybody’s where nobody says otherwise', async () => {
    const { control, sent } = viewer();
    expect([control.state, control.mayAct]).toEqual(['shared', true]);
    const asked = control.request();
    control.receive(told('shared'));
    await asked;
    expect(sent).toEqual(['request']);
  });

  it('is asked for, and granted when its turn has come', async () => {
    const { control, fired } = viewer();
    control.receive(told('none'));
    const asked = control.request();
    control.receive(told('requested', 1));
    control.receive(told('granted'));
    await asked;
    expect(fired).toEqual(['lost', 'none 0', 'requested 1', 'granted 0']);
    await control.request();
  });

  it('is refused by the host, by a lost connection, or without one', async () => {
    const { control } = viewer();
    control.receive(told('none'));
    const asked = control.request();
    control.receive(told('none', 16, true));
    await expect(asked).rejects.toThrow(refused);
    const again = control.request();
    control.disconnected();
    await expect(again).rejects.toThrow(refused);
    await expect(viewer({ connected: false }).control.request()).rejects.toThrow(refused);
  });

  it('can be withdrawn while it is asked for, by release and by a signal', async () => {
    const { control, sent } = viewer();
    control.receive(told('none'));
    const asked = control.request();
    control.receive(told('requested', 1));
    control.release();
    await expect(asked).rejects.toThrow(refused);
    const abort = new AbortController();
    const again = control.request(abort.signal);
    abort.abort();
    await expect(again).rejects.toThrow(refused);
    await expect(control.request(abort.signal)).rejects.toThrow(refused);
    expect(sent).toEqual(['request', 'release', 'request', 'release']);
  });

  it('does not take word of others for an answer', async () => {
    const { control } = viewer();
    control.receive(told('none'));
    const asked = control.request();
    control.receive(told('none', 3));
    control.receive(told('granted', 3));
    await asked;
  });

  it('is everybody’s again when the session is over', () => {
    const { control, fired } = viewer();
    control.receive(told('granted', 2));
    control.ended();
    expect(fired).toEqual(['granted 2', 'shared 0']);
  });
});

describe('the end of a session that nobody uses', () => {
  it('is told with the time that is left, and that it is off', () => {
    const { control, fired, sent } = viewer();
    control.receive({ type: 'afk', endsInSeconds: 30 });
    control.here();
    control.receive({ type: 'afk', endsInSeconds: null });
    control.receive({ type: 'afk', endsInSeconds: null });
    expect(fired).toEqual(['ends in 30', 'ends in null']);
    expect(sent).toEqual(['here']);
  });

  it('is not awaited over a connection that is lost', () => {
    const { control, fired } = viewer();
    control.receive({ type: 'afk', endsInSeconds: 30 });
    control.disconnected();
    expect([control.afkEndsIn, fired]).toEqual([null, ['ends in 30', 'ends in null']]);
  });
});
