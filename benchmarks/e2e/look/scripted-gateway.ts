/**
 * A gateway that plays a part: what it answers goes by the name of the scene that is asked for. It serves the built element
 * and a page without anything, so that every state of the element can be seen without a host.
 */
import { ERRORS, RIGHTS, VIEWER_SUBPROTOCOL, type ErrorCode, type rest, type signaling } from '@remote-view/protocol';
import { randomUUID } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocketServer, type WebSocket } from 'ws';
import { repositoryPath } from '../../src/harness/stack.ts';

/** - `silent`: no answer ever. - `busy`, `unknown`: refused. - `queued`: waits for a slot. - `live`: answers each offer. - `once`: the first. */
export const PARTS = ['silent', 'busy', 'unknown', 'queued', 'live', 'once'] as const;
export type Part = (typeof PARTS)[number];

export interface ScriptedGateway {
  readonly url: string;
  close(): Promise<void>;
}

const PAGE = `<!doctype html>
<html lang="en">
  <meta charset="utf-8" />
  <meta name="viewport" content="width=device-width" />
  <link rel="icon" href="data:," />
  <title>Look</title>
  <style>
    html { background: #c8ccd2 }
    body { margin: 0 }
    main { display: grid; gap: 0 }
  </style>
  <main></main>
  <script type="module" src="/remote-view.js"></script>
</html>
`;

export async function startScriptedGateway(): Promise<ScriptedGateway> {
  const server = createServer((request, response) => void answer(request, response));
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    if (path === '/v1/sessions') {
      let body = '';
      for await (const chunk of request) body += String(chunk);
      const { scene } = JSON.parse(body) as { scene: Part };
      return grant(scene, response);
    }
    if (path === '/') return void response.writeHead(200, { 'content-type': 'text/html' }).end(PAGE);
    const file = await readFile(join(repositoryPath('viewer/dist'), path)).catch(() => null);
    if (file === null) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(file);
  };
  const sockets = new WebSocketServer({
    server,
    path: '/v1/signal',
    handleProtocols: (protocols) => (protocols.has(VIEWER_SUBPROTOCOL) ? VIEWER_SUBPROTOCOL : false),
  });
  const answered = new Set<string>();
  sockets.on('connection', (socket) => {
    let part: Part = 'silent';
    socket.on('message', (data: Buffer) => {
      const message = JSON.parse(data.toString('utf8')) as signaling.ViewerMessage;
      if (message.type === 'join') {
        part = message.session.split('-')[0] as Part;
        const queue = part === 'queued' ? { queue: { position: 3, etaSeconds: 95 } } : {};
        say(socket, {
          type: 'joined',
          session: message.session,
          scene: part,
          iceServers: [],
          role: 'owner',
          rights: [...RIGHTS],
          ...queue,
        });
      } else if (message.type === 'offer') {
        if (part === 'queued' || part === 'silent' || (part === 'once' && message.peer !== '1')) return;
        answered.add(message.peer);
        say(socket, { type: 'answer', peer: message.peer, sdp: 'v=0\r\n' });
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: async () => {
      for (const socket of sockets.clients) socket.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

let sessions = 0;

function grant(part: Part, response: ServerResponse): void {
  const answer = (status: number, body: unknown): void => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  };
  const refuse = (status: number, code: ErrorCode, detail: string): void => {
    const type = `urn:remote-view:${code}`;
    const instance = `urn:uuid:${randomUUID()}`;
    answer(status, { type, title: ERRORS[code].text, status, detail, code, instance } satisfies rest.Problem);
  };
  switch (part) {
    case 'silent':
      return;
    case 'busy':
      return refuse(503, 'no-capacity', 'All renderer hosts are busy. Try again later.');
    case 'unknown':
      return refuse(404, 'unknown-scene', "No renderer host offers the scene 'unknown'.");
    default: {
      const id = `${part}-${'0'.repeat(16)}${++sessions}`;
      answer(201, {
        id,
        token: 't'.repeat(43),
        scene: part,
        state: part === 'queued' ? 'queued' : 'starting',
        iceServers: [],
      });
    }
  }
}

function say(socket: WebSocket, message: signaling.GatewayToViewer): void {
  socket.send(JSON.stringify(message));
}
