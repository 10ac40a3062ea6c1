/** A page's player of WHEP in as few lines as it takes, with nothing of ours: `RTCPeerConnection` and `fetch`. */

export interface Playing {
  readonly video: HTMLVideoElement;
  /** All that a page can read of the answer. */
  readonly headers: Readonly<Record<string, string>>;
  readonly connection: RTCPeerConnection;
  /** Status of the answer. */
  stop(): Promise<number>;
}

export async function watch(endpoint: string, token: string): Promise<Playing> {
  const authorization = `Bearer ${token}`;
  const connection = new RTCPeerConnection({ bundlePolicy: 'max-bundle' });
  const stream = new MediaStream();
  for (const kind of ['video', 'audio']) connection.addTransceiver(kind, { direction: 'recvonly' });
  connection.addEventListener('track', ({ track }) => stream.addTrack(track));
  const early: RTCIceCandidate[] = [];
  connection.addEventListener('icecandidate', ({ candidate }) => candidate !== null && early.push(candidate));
  await connection.setLocalDescription();

  // Not waited for: candidates that are found meanwhile follow below.
  const response = await fetch(endpoint, {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/sdp' },
    body: connection.localDescription!.sdp,
  });
  const text = await response.text();
  if (response.status !== 201) throw new Error(`${response.status}: ${text}`);
  await connection.setRemoteDescription({ type: 'answer', sdp: text });
  const resource = new URL(response.headers.get('location')!, response.url);
  const patched = await fetch(resource, {
    method: 'PATCH',
    headers: {
      authorization,
      'content-type': 'application/trickle-ice-sdpfrag',
      'if-match': response.headers.get('etag')!,
    },
    body: fragment(connection.localDescription!.sdp, early),
  });
  if (patched.status !== 204) throw new Error(`${patched.status}: ${await patched.text()}`);

  const video = document.createElement('video');
  Object.assign(video, { muted: true, autoplay: true, srcObject: stream });
  document.body.append(video);
  return {
    video,
    connection,
    headers: Object.fromEntries(response.headers),
    stop: async () => {
      // What has hung up is gone, and not there to be deleted any more.
      const { status } = await fetch(resource, { method: 'DELETE', headers: { authorization } });
      connection.close();
      return status;
    },
  };
}

/** RFC 8840 section 9: whose candidates, of which section, and they. */
function fragment(offer: string, candidates: readonly RTCIceCandidate[]): string {
  const first = (pattern: RegExp): string => pattern.exec(offer)?.[0] ?? '';
  const lines = [/^a=ice-ufrag:.*$/mu, /^a=ice-pwd:.*$/mu, /^m=.*$/mu, /^a=mid:.*$/mu].map((line) =>
    first(line).trim(),
  );
  return [...lines, ...candidates.map(({ candidate }) => `a=${candidate}`), 'a=end-of-candidates', ''].join('\r\n');
}

Object.assign(globalThis, { watch });
