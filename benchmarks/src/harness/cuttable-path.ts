/** Leads the peer connections of a page over relays that a test can cut: nothing comes through, and nobody is told. */
import type { Page } from 'puppeteer';
import { Relay } from '../path/emulator/relay.ts';
import { hostPort, throughPort } from '../path/sdp.ts';

declare global {
  /** Node's: an answer with a relay's address in the place of the host's. */
  var throughRelay: (sdp: string) => Promise<string>;
  /** Peer connections that the page has made. */
  var connectionsMade: number | undefined;
}

export class CuttablePath {
  readonly #relays: Relay[] = [];
  cut = false;

  /** Before the page is loaded. */
  async lead(page: Page): Promise<void> {
    await page.exposeFunction('throughRelay', (sdp: string) => this.#through(sdp));
    await page.evaluateOnNewDocument(relayConnections);
  }

  close(): void {
    for (const relay of this.#relays) relay.close();
  }

  async #through(sdp: string): Promise<string> {
    const port = hostPort(sdp);
    if (port === undefined) throw new Error('an answer names no address that a relay could stand for');
    const relay = await Relay.open(port, {
      datagram: (datagram) => {
        if (!this.cut) datagram.forward();
      },
      fault: () => {},
    });
    this.#relays.push(relay);
    return throughPort(sdp, relay.port);
  }
}

/** Runs in the page, and so knows nothing of this module. */
function relayConnections(): void {
  globalThis.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      globalThis.connectionsMade = (globalThis.connectionsMade ?? 0) + 1;
    }

    override get localDescription(): RTCSessionDescription | null {
      const said = super.localDescription;
      if (said === null) return null;
      // The host is to hear of the relay alone, by its checks.
      const lines = said.sdp.split('\r\n').filter((line) => !/^a=(?:candidate:|end-of-candidates)/u.test(line));
      return new RTCSessionDescription({ type: said.type, sdp: lines.join('\r\n') });
    }

    override async setRemoteDescription(description: RTCSessionDescriptionInit): Promise<void> {
      const { type, sdp = '' } = description;
      await super.setRemoteDescription({ type, sdp: await globalThis.throughRelay(sdp) });
    }
  };
}
