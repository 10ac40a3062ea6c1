/** Whether a port can be listened on, asked before anything is started: a clear line beats a stack trace later. */
import { createServer } from 'node:net';
import type { StartOptions } from './options.ts';

/**
 * Why the port cannot be used, in one line, or undefined where it can.
 * @param choose what a person types to have another one
 */
export function whyPortIsUnusable(
  { host, port }: StartOptions,
  choose: (port: number) => string,
): Promise<string | undefined> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once('error', (error: NodeJS.ErrnoException) => resolve(explain(error, host, port, choose)));
    probe.listen({ host, port, exclusive: true }, () => {
      probe.close(() => resolve(undefined));
    });
  });
}

function explain(error: NodeJS.ErrnoException, host: string, port: number, choose: (port: number) => string): string {
  switch (error.code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken. Choose another one: ${choose(port === 65_535 ? port - 1 : port + 1)}`;
    case 'EACCES':
      return `Port ${port} needs more rights than you have here. Choose one above 1023: ${choose(8080)}`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${host} is no address of this machine.`;
    default:
      return `Cannot listen on ${host}:${port}: ${error.message}`;
  }
}
