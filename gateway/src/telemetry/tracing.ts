/**
 * Spans of what people wait for, by OpenTelemetry's interface alone: without an SDK each of them is nothing. An operator who wants
 * them starts the gateway with one (`node --import ./my-sdk.mjs …`); the gateway knows no exporter.
 *
 * Names of attributes are those of the semantic conventions where there are any (`session.id`, `error.type`), and begin with
 * `remote_view.` otherwise.
 */
import type { IncomingHttpHeaders } from 'node:http';
import {
  context,
  propagation,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type Tracer,
} from '@opentelemetry/api';
import { RemoteViewError, type ErrorCode } from '@remote-view/protocol';
import { packageVersion } from './package-version.ts';

const VERSION = packageVersion();

/** Looked up each time: an SDK may be there later than this module. */
function tracer(): Tracer {
  return trace.getTracer('remote-view-gateway', VERSION);
}

/** Runs something inside a span, which says with which code it failed. */
export async function inSpan<T>(name: string, attributes: Attributes, run: (span: Span) => Promise<T>): Promise<T> {
  return tracer().startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await run(span);
    } catch (thrown) {
      fail(span, RemoteViewError.from(thrown).code);
      throw thrown;
    } finally {
      span.end();
    }
  });
}

/** Runs something as a part of what the caller of a request traces (W3C Trace Context). */
export function asPartOf<T>(headers: IncomingHttpHeaders, run: () => T): T {
  return context.with(propagation.extract(context.active(), headers), run);
}

/** A span over several messages. */
export class OpenSpan {
  readonly #span: Span;

  constructor(name: string, attributes: Attributes) {
    this.#span = tracer().startSpan(name, { attributes });
  }

  /** @param code why it failed, where it did */
  end(code?: ErrorCode): void {
    if (code !== undefined) fail(this.#span, code);
    this.#span.end();
  }
}

function fail(span: Span, code: ErrorCode): void {
  span.setAttribute('error.type', code);
  span.setStatus({ code: SpanStatusCode.ERROR });
}
