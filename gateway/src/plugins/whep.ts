/**
 * WHEP (draft-ietf-wish-whep-03): players that are not ours watch a session with one HTTP request. What it leaves open is done as
 * WHIP does it (RFC 9725), which it mirrors.
 */
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyReply, FastifyRequest } from 'fastify';
import fp from 'fastify-plugin';
import {
  Id,
  LIMITS,
  PROTOCOL_VERSION,
  RemoteViewError,
  rest,
  signaling,
  Type,
  type SessionId,
} from '@remote-view/protocol';
import { bearerOf } from '../identity/bearer.ts';
import { BY_TOKEN, NOTHING } from '../openapi/operations.ts';
import type { GatewayConfig } from '../options.ts';
import { answerError, sendProblem } from '../problems.ts';
import { iceLinks } from '../whep/ice-links.ts';
import { readIceFragment } from '../whep/ice-fragment.ts';
import { refusalStatus } from '../whep/refusal-status.ts';
import { ResourceList } from '../whep/resource-list.ts';
import { PEER } from '../whep/resource-state.ts';
import { WhepResource } from '../whep/whep-resource.ts';
import { PREFLIGHT } from './origins.ts';

const SDP = 'application/sdp';
const FRAGMENT = 'application/trickle-ice-sdpfrag';

const ENDPOINT = '/v1/sessions/:session/whep';
const RESOURCE = '/v1/sessions/:session/whep/:resource';
const Sdp = signaling.Offer.properties.sdp;
const Fragment = Type.String({ maxLength: LIMITS.sdpChars });
const ResourcePath = Type.Object({ session: Id, resource: Id }, { additionalProperties: false });

export const whep = fp<Pick<GatewayConfig, 'whepAnswerWithin'>>(
  async (plain, { whepAnswerWithin }) => {
    const app = plain.withTypeProvider<TypeBoxTypeProvider>();
    const { exchange } = app;
    const resources = new ResourceList();
    app.addHook('preClose', async () => resources.close());

    // In this plugin alone: no other route takes these, and these routes take nothing else.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser([SDP, FRAGMENT], { parseAs: 'string' }, (_request, body, done) => done(null, body));

    app.setErrorHandler((error, request, reply) =>
      error instanceof RemoteViewError
        ? sendProblem(reply, refusalStatus(error.code), error.code, error.message)
        : answerError(error, request, reply),
    );

    async function requireToken(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply | undefined> {
      app.identity.admitSocket(request.ip);
      if (bearerOf(request.headers) !== undefined) return undefined;
      exchange.rejections.add('bad-token');
      return sendProblem(reply, 401, 'unauthorized', 'A session token is needed as the bearer token.');
    }

    /** The resource that a request means, if it may; answers it otherwise. */
    function findFor(request: FastifyRequest<{ Params: { session: string; resource: string } }>): WhepResource {
      const resource = resources.find(request.params.session, request.params.resource);
      if (resource === undefined) throw new RemoteViewError('not-found', 'There is no such WHEP resource (any more).');
      if (resource.isOf(bearerOf(request.headers) ?? '')) return resource;
      exchange.rejections.add('bad-token');
      throw new RemoteViewError('forbidden', 'Another token made this WHEP resource.');
    }

    app.post(
      ENDPOINT,
      {
        onRequest: requireToken,
        bodyLimit: LIMITS.sdpChars,
        schema: {
          summary: 'Begins to watch',
          description:
            'The offer of a player that receives H.264, and Opus where it wants sound. `Location` is where it ends that.',
          ...{ tags: ['Watching'], security: BY_TOKEN },
          params: rest.SessionPath,
          ...{ consumes: [SDP], body: Sdp },
          ...{ produces: [SDP], response: { 201: Sdp } },
        },
      },
      async (request, reply) => {
        const { body: sdp, params } = request;
        const session = params.session as SessionId;
        if (mediaTypeOf(request) !== SDP) {
          return sendProblem(reply, 415, 'malformed-message', `The body must be an offer, as ${SDP}.`);
        }
        if (!accepts(request, SDP)) {
          return sendProblem(reply, 406, 'malformed-message', `The answer is ${SDP} and nothing else.`);
        }
        const full = resources.fullFor(session);
        if (full === 'session')
          return sendProblem(reply, 429, 'rate-limited', 'The session has too many WHEP players.');
        if (full === 'gateway') return sendProblem(reply, 503, 'unavailable');

        const token = bearerOf(request.headers)!;
        const resource = new WhepResource(
          { session, token, sdp, within: whepAnswerWithin },
          {
            offer: () => exchange.viewerMessage(viewer, { type: 'offer', peer: PEER, sdp }),
            left: () => {
              resources.remove(resource);
              exchange.endViewer(viewer);
            },
          },
        );
        const viewer = exchange.addViewer(resource);
        resources.add(resource);
        // A player that does not wait for its answer would never delete what it does not know.
        reply.raw.once('close', () => {
          if (!reply.sent) resource.leave();
        });
        const join = { type: 'join', version: PROTOCOL_VERSION, session, token } as const;
        void exchange.join(viewer, join, request.ip);

        const outcome = await resource.outcome;
        if (outcome === undefined) return reply.hijack();
        if (!outcome.answered) {
          const { code, message, retryAfter } = outcome;
          if (retryAfter !== undefined) reply.header('retry-after', retryAfter);
          return sendProblem(reply, refusalStatus(code), code, message);
        }
        const links = iceLinks(outcome.iceServers);
        if (links.length > 0) reply.header('link', links);
        return reply
          .code(201)
          .headers({
            location: `/v1/sessions/${session}/whep/${resource.id}`,
            etag: resource.etag,
            'accept-patch': FRAGMENT,
            'cache-control': 'no-store',
          })
          .type(SDP)
          .send(outcome.sdp);
      },
    );

    app.patch(
      RESOURCE,
      {
        onRequest: requireToken,
        bodyLimit: LIMITS.sdpChars,
        schema: {
          summary: 'Takes candidates that a player found after its offer',
          description: 'They change nothing: a host learns where a player is by its checks. ICE does not restart.',
          ...{ tags: ['Watching'], security: BY_TOKEN },
          params: ResourcePath,
          ...{ consumes: [FRAGMENT], body: Fragment },
          response: { 204: NOTHING },
        },
      },
      async (request, reply) => {
        const resource = findFor(request);
        if (mediaTypeOf(request) !== FRAGMENT) {
          return sendProblem(reply, 415, 'malformed-message', `The body must be ${FRAGMENT}.`);
        }
        const { ufrag } = readIceFragment(request.body);
        const match = request.headers['if-match'];
        const restarts = ufrag === undefined ? match === '*' : ufrag !== resource.iceUfrag;
        if (restarts) return sendProblem(reply, 422, 'malformed-message', 'ICE does not restart here: make a new one.');
        if (match !== undefined && match !== '*' && match !== resource.etag) {
          return sendProblem(reply, 412, 'conflict', 'This is about another ICE session.');
        }
        return reply.code(204).send();
      },
    );

    app.delete(
      RESOURCE,
      {
        onRequest: requireToken,
        schema: {
          summary: 'Ends watching',
          description: 'With the token that began it.',
          ...{ tags: ['Watching'], security: BY_TOKEN },
          params: ResourcePath,
          response: { 200: NOTHING },
        },
      },
      async (request, reply) => {
        findFor(request).leave();
        return reply.code(200).send();
      },
    );

    app.options(ENDPOINT, (_request, reply) =>
      reply
        .code(204)
        .headers({ ...PREFLIGHT, 'accept-post': SDP })
        .send(),
    );
    app.options(RESOURCE, (_request, reply) =>
      reply
        .code(204)
        .headers({ ...PREFLIGHT, 'accept-patch': FRAGMENT })
        .send(),
    );

    const refuseMethod = (allow: string) => async (request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply.header('allow', allow), 405, 'malformed-message', `${request.method} means nothing here.`);
    app.route({ method: ['GET', 'PUT', 'PATCH', 'DELETE'], url: ENDPOINT, handler: refuseMethod('POST, OPTIONS') });
    app.route({ method: ['GET', 'PUT', 'POST'], url: RESOURCE, handler: refuseMethod('PATCH, DELETE, OPTIONS') });
  },
  { name: 'whep', dependencies: ['exchange', 'identity', 'errors', 'origins'], fastify: '5.x', encapsulate: true },
);

function mediaTypeOf({ headers }: FastifyRequest): string | undefined {
  return headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase();
}

/** Whether an `Accept` header lets this media type pass (RFC 9110 section 12.5.1); a weight of 0 forbids. */
function accepts({ headers }: FastifyRequest, type: string): boolean {
  const ranges = (headers.accept ?? '*/*').split(',').map((range) => range.trim().toLowerCase());
  const [group] = type.split('/', 1);
  return ranges.some((range) => {
    const [name, ...parameters] = range.split(';').map((part) => part.trim());
    const isNone = parameters.some((parameter) => /^q=0(?:\.0*)?$/u.test(parameter));
    return !isNone && (name === type || name === `${group}/*` || name === '*/*');
  });
}
