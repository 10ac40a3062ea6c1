/**
 * Opens the peer connection to a viewer that has made an offer, and makes the answer.
 *
 * The viewer's SDP never reaches libdatachannel: a clean offer is written from what was parsed. Of its candidates only
 * ports are used, with the address from which it speaks to the gateway (`sdp/candidates.ts`), so nothing that a viewer
 * writes makes the host send a packet to anybody else; from anywhere else it becomes known by its own connectivity checks
 * (a peer-reflexive candidate, RFC 8445 section 7.3.1.3). The rebuilt offer says `setup:active`: browsers repeat a lost
 * ClientHello after 50 ms, libdatachannel after a second.
 *
 * `setLocalDescription` in a wrong state aborts the process, so the order of calls is fixed here.
 */
import { RemoteViewError } from '@remote-view/protocol';
import { isIP } from 'node:net';
import nodeDataChannel, { type Audio, type DataChannel, type PeerConnection, type Track } from 'node-datachannel';
import type { StreamSettings } from '../agent/child-messages.ts';
import { RtcpOnce } from './audio/rtcp-once.ts';
import { isRtcp } from './rtp/read-rtp.ts';
import { bindChannel, bindPeerConnection } from './safe-callbacks.ts';
import { advertise } from './sdp/advertise.ts';
import { buildAnswer, readLocalTransport } from './sdp/answer.ts';
import type { NegotiatedAudio } from './sdp/audio.ts';
import { candidatesToCheck } from './sdp/candidates.ts';
import type { NegotiatedVideo } from './sdp/negotiate.ts';
import type { ParsedOffer } from './sdp/offer.ts';
import { rebuildOffer } from './sdp/rebuild.ts';

/** Names the source in SDP and RTCP. */
export const CNAME = 'remote-view';

export interface PeerLink {
  readonly connection: PeerConnection;
  /** Of the video: RTP goes out on it, RTCP comes in. */
  readonly track: Track;
  /** Of the sound: RTP goes out on it, and comes in where the viewer speaks. */
  readonly soundTrack: Track | undefined;
}

export interface PeerLinkOptions {
  readonly offer: ParsedOffer;
  readonly video: NegotiatedVideo;
  /** Undefined where the viewer wants no sound. */
  readonly audio: NegotiatedAudio | undefined;
  /** IP address of the viewer's signaling socket; anything else adds no candidate. */
  readonly address: string;
  readonly settings: StreamSettings;
}

/** None is called before {@link openPeerLink} has returned. */
export interface PeerLinkHandlers {
  /** Once. */
  answer(sdp: string): void;
  /** Video can flow. */
  opened(): void;
  rtcp(bytes: Uint8Array): void;
  /** What came as RTP of the viewer's microphone. */
  spoken(bytes: Uint8Array): void;
  dataChannel(channel: DataChannel): void;
  /** The connection is of no use any more; may come more than once. */
  closed(error: RemoteViewError): void;
  fault(error: RemoteViewError): void;
}

/** @throws RemoteViewError `sdp-invalid` where libdatachannel does not take the offer */
export function openPeerLink(options: PeerLinkOptions, handlers: PeerLinkHandlers): PeerLink {
  const connection = createConnection(options.settings);
  const tracks: Track[] = [];
  let refused = false;
  const closed = (error: RemoteViewError): void => {
    if (!refused) handlers.closed(error);
  };
  try {
    return { connection, ...negotiate(connection, options, { ...handlers, closed }, tracks) };
  } catch (thrown) {
    // Nobody holds this connection yet: what is open by now would stay open, and nobody is to hear that it closes.
    refused = true;
    connection.close();
    // The library lets go of an object's callbacks, and of all that they hold, when the object itself is closed.
    for (const track of tracks) track.close();
    throw thrown;
  }
}

function negotiate(
  connection: PeerConnection,
  options: PeerLinkOptions,
  handlers: PeerLinkHandlers,
  tracks: Track[],
): Omit<PeerLink, 'connection'> {
  const { offer, video, audio, address, settings } = options;
  const failed = (message: string): void => handlers.closed(new RemoteViewError('peer-failed', message));
  const fault = (error: RemoteViewError): void => handlers.fault(error);
  let answered = false;
  const answer = (): void => {
    const local = connection.localDescription();
    if (answered || local === null) return;
    answered = true;
    const ids = { cname: CNAME, streamId: CNAME, trackId: 'video' };
    const transport = readLocalTransport(local.sdp);
    const candidates = advertise(transport.candidates, settings.advertised);
    handlers.answer(buildAnswer(offer, video, { ...transport, candidates }, ids, audio));
  };
  bindPeerConnection(
    connection,
    {
      stateChange: (state) => {
        if (state === 'failed' || state === 'closed' || state === 'disconnected') {
          failed(`The peer connection ${state}.`);
        }
      },
      gatheringComplete: answer,
      dataChannel: (channel) => handlers.dataChannel(channel),
    },
    fault,
  );
  const section = new nodeDataChannel.Video(video.mid, 'SendOnly');
  section.addH264Codec(video.payloadType);
  section.addSSRC(video.ssrc, CNAME, CNAME, 'video');
  const track = connection.addTrack(section);
  tracks.push(track);
  const once = new RtcpOnce<'video' | 'sound'>();
  bindChannel(
    track,
    {
      open: () => handlers.opened(),
      message: (bytes) => {
        if (audio === undefined || once.take('video', bytes)) handlers.rtcp(bytes);
      },
      closed: () => failed('The video track closed.'),
    },
    fault,
  );
  const soundTrack = audio && connection.addTrack(soundSection(audio));
  if (soundTrack !== undefined) {
    tracks.push(soundTrack);
    bindChannel(
      soundTrack,
      {
        open: () => {},
        message: (bytes) => {
          if (!isRtcp(bytes)) handlers.spoken(bytes);
          else if (once.take('sound', bytes)) handlers.rtcp(bytes);
        },
        closed: () => failed('The sound track closed.'),
      },
      fault,
    );
  }
  // Whoever offers `passive` wants the host to be the client; everybody else is made one.
  const setup = offer.setup === 'passive' ? 'passive' : 'active';
  const candidates = isIP(address) === 0 ? [] : candidatesToCheck(offer.candidates, address);
  connection.setRemoteDescription(rebuildOffer(offer, video, setup, candidates, audio), 'offer');
  if (connection.signalingState() !== 'have-remote-offer') {
    throw new RemoteViewError('sdp-invalid', 'The offer was not accepted.');
  }
  connection.setLocalDescription('answer');
  return { track, soundTrack };
}

function soundSection({ mid, payloadType, ssrc, microphoneSsrc }: NegotiatedAudio): Audio {
  const section = new nodeDataChannel.Audio(mid, microphoneSsrc === undefined ? 'SendOnly' : 'SendRecv');
  section.addOpusCodec(payloadType);
  section.addSSRC(ssrc, CNAME, CNAME, 'sound');
  return section;
}

function createConnection({ bindAddress, port }: StreamSettings): PeerConnection {
  return new nodeDataChannel.PeerConnection('viewer', {
    iceServers: [],
    disableAutoNegotiation: true,
    ...(bindAddress === undefined ? {} : { bindAddress }),
    // The library knows by the ICE user name, and from then on by the address, whom a packet on the port is for.
    ...(port === undefined ? {} : { enableIceUdpMux: true, portRangeBegin: port, portRangeEnd: port }),
  });
}
