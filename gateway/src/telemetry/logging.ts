/**
 * What must never be in a log, wherever somebody puts it: who has a token is who it stands for, and a session description names
 * a viewer's addresses.
 */
import type { FastifyServerOptions } from 'fastify';

const SECRETS = [
  'authorization',
  'cookie',
  'token',
  'tokenHash',
  'ticket',
  'credential',
  'password',
  'secret',
  'turnSecret',
  'apiKey',
  'apiKeys',
  'adminKey',
  'hostKey',
  'tokenKeys',
  'issuers',
  'metricsKey',
  'redisUrl',
  'sdp',
  'jpeg',
];

/** pino looks at as many levels as a path has. The deepest that could slip in is a message in an effect. */
const DEPTHS = ['', '*.', '*.*.', '*.*.*.', '*.*.*.*.'];

export const REDACTED_PATHS: readonly string[] = DEPTHS.flatMap((above) => SECRETS.map((name) => above + name));

type Logger = NonNullable<FastifyServerOptions['logger']>;

/** The logger that was asked for, and blind on that eye. */
export function withRedaction(logger: Logger): Logger {
  if (logger === false) return false;
  const redact = { paths: [...REDACTED_PATHS], censor: '[redacted]' };
  return { ...(logger === true ? {} : logger), redact };
}
