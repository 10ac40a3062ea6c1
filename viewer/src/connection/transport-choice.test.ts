import { RemoteViewError, type ErrorCode } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import {
  failureOf,
  firstChoice,
  isOfThePath,
  mayChange,
  transportFailed,
  transportWorked,
  type Reached,
  type TransportChoice,
} from './transport-choice.ts';

const fail = (choice: TransportChoice, ...codes: readonly ErrorCode[]): TransportChoice =>
  codes.reduce((before, code) => transportFailed(before, new RemoteViewError(code)), choice);

describe('the choice of a transport', () => {
  it('begins with WebRTC, unless the WebSocket is insisted on', () => {
    expect(firstChoice('auto').transport).toBe('webrtc');
    expect(firstChoice('webrtc').transport).toBe('webrtc');
    expect(firstChoice('websocket').transport).toBe('websocket');
  });

  it.each(['sdp-no-h264', 'unsupported-browser', 'sdp-invalid', 'peer-failed', 'connect-timeout'] as const)(
    'takes the WebSocket after %s',
    (code) => {
      expect(fail(firstChoice('auto'), code).transport).toBe('websocket');
    },
  );

  it('takes them in turn while both may still come, and none that the browser cannot have', () => {
    expect(fail(firstChoice('auto'), 'peer-failed', 'connect-timeout').transport).toBe('webrtc');
    const relayOnly = fail(firstChoice('auto'), 'sdp-no-h264');
    expect(fail(relayOnly, 'peer-failed', 'peer-failed').transport).toBe('websocket');
    const directOnly = fail(firstChoice('auto'), 'peer-failed', 'unsupported-browser');
    expect(fail(directOnly, 'peer-failed', 'peer-failed').transport).toBe('webrtc');
  });

  it.each(['gateway-unreachable', 'no-capacity', 'bad-token', 'scene-crashed'] as const)(
    'stays where another transport would help as little: %s',
    (code) => {
      expect(fail(firstChoice('auto'), code)).toEqual(firstChoice('auto'));
    },
  );

  it.each(['webrtc', 'websocket'] as const)('stays at %s where that is insisted on', (name) => {
    expect(fail(firstChoice(name), 'peer-failed', 'peer-failed', 'peer-failed').transport).toBe(name);
  });

  it('may change while the other one was not tried, and who has worked may fail once', () => {
    const first = firstChoice('auto');
    expect(mayChange(first)).toBe(true);
    expect(mayChange(fail(first, 'peer-failed'))).toBe(false);
    expect(mayChange(transportWorked(first))).toBe(false);
    expect(mayChange(fail(transportWorked(first), 'peer-failed'))).toBe(true);
    expect(mayChange(firstChoice('webrtc'))).toBe(false);
  });

  it('keeps for the session what has worked, and lets it fail once', () => {
    const relayed = transportWorked(fail(firstChoice('auto'), 'peer-failed'));
    expect(fail(relayed, 'peer-failed').transport).toBe('websocket');
    expect(fail(relayed, 'peer-failed', 'peer-failed').transport).toBe('webrtc');
    expect(transportWorked(fail(relayed, 'peer-failed'))).toEqual(relayed);
  });
});

describe('what is to blame for a failed attempt', () => {
  const blamed = (code: ErrorCode, reached: Reached): boolean => isOfThePath(new RemoteViewError(code), reached);

  it('is not the path where nobody has answered in time: the host is slow, or the gateway', () => {
    expect(blamed('connect-timeout', 'nobody')).toBe(false);
    expect(blamed('connect-timeout', 'answer')).toBe(true);
  });

  it('is not a path that the host could be talked to on', () => {
    expect(blamed('peer-failed', 'answer')).toBe(true);
    expect(blamed('peer-failed', 'host')).toBe(false);
  });

  it.each(['sdp-no-h264', 'sdp-invalid', 'unsupported-browser'] as const)('is what the path needs: %s', (code) => {
    expect(blamed(code, 'nobody')).toBe(true);
  });

  it.each(['gateway-unreachable', 'no-capacity', 'scene-crashed'] as const)('is not the path for %s', (code) => {
    expect(blamed(code, 'answer')).toBe(false);
  });
});

describe('what an attempt failed with', () => {
  it('is its own reason where one way was tried', () => {
    const error = new RemoteViewError('peer-failed');
    expect(failureOf(fail(firstChoice('auto'), 'peer-failed'), error)).toBe(error);
  });

  it('says what came of both ways where both were tried', () => {
    const choice = fail(firstChoice('auto'), 'peer-failed', 'connect-timeout');
    const failure = failureOf(choice, new RemoteViewError('connect-timeout'));
    expect(failure.code).toBe('no-media-path');
    expect(failure.retry).toBe(true);
    expect(failure.message).toContain('WebRTC: The media connection broke.');
    expect(failure.message).toContain('WebSocket: The connection took too long.');
  });

  it('is not final where one of them may still come', () => {
    const choice = fail(firstChoice('auto'), 'peer-failed', 'unsupported-browser');
    expect(failureOf(choice, new RemoteViewError('unsupported-browser'))).toMatchObject({ code: 'no-media-path' });
  });

  it('is final where the browser can do neither', () => {
    const choice = fail(firstChoice('auto'), 'sdp-no-h264', 'unsupported-browser');
    expect(failureOf(choice, new RemoteViewError('unsupported-browser'))).toMatchObject({
      code: 'unsupported-browser',
    });
  });

  it('is its own where it is none of the path', () => {
    const choice = fail(firstChoice('auto'), 'peer-failed', 'peer-failed');
    const error = new RemoteViewError('session-ended');
    expect(failureOf(choice, error)).toBe(error);
  });
});
