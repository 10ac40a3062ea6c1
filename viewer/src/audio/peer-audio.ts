/**
 * The sound of a peer connection: one section for both directions, so that a microphone can be switched on and off
 * without another offer. Nothing is sent on it before {@link PeerAudio.speak}, and nobody is asked for a permission.
 */
export class PeerAudio {
  readonly #transceiver: RTCRtpTransceiver;

  constructor(connection: RTCPeerConnection) {
    this.#transceiver = connection.addTransceiver('audio', { direction: 'sendrecv' });
  }

  /** What the scene plays. */
  get track(): MediaStreamTrack {
    return this.#transceiver.receiver.track;
  }

  /** Sends a microphone; null: nothing any more. Rejects where the connection is closed. */
  async speak(microphone: MediaStreamTrack | null): Promise<void> {
    await this.#transceiver.sender.replaceTrack(microphone);
  }
}
