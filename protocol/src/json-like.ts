/**
 * Refuses application data that MessagePack would carry as something else. msgpackr writes a Set as an array, a RegExp
 * as two strings and a function as null, and it recurses into cycles until the stack ends: the scene's author should
 * hear of it where the message is sent, not find half of it missing at the other end.
 */
import { RemoteViewError } from './errors.ts';
import type { PlainLimits } from './msgpack.ts';

/** @throws RemoteViewError `malformed-message` or `message-too-large`; bounded in time, cycles included. */
export function assertJsonLike(value: unknown, limits: PlainLimits): void {
  const budget = { nodes: limits.maxNodes, chars: limits.maxBytes };
  visit(value, limits.maxDepth, budget);
}

function visit(value: unknown, depthLeft: number, budget: { nodes: number; chars: number }): void {
  if (depthLeft < 0) throw refused('it is nested too deeply or contains itself');
  if (--budget.nodes < 0) throw refused('it holds too many values');
  switch (typeof value) {
    case 'number':
    case 'boolean':
    case 'undefined':
      return;
    case 'string':
      return takeChars(value, budget);
    case 'object':
      return visitObject(value, depthLeft, budget);
    default:
      throw refused(`it holds a value of type ${typeof value}`);
  }
}

function visitObject(value: object | null, depthLeft: number, budget: { nodes: number; chars: number }): void {
  if (value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) visit(item, depthLeft - 1, budget);
    return;
  }
  // Not by prototype: an object from another window or realm is as plain.
  const kind = Object.prototype.toString.call(value);
  if (kind !== '[object Object]') throw refused(`it holds a value of type ${kind.slice(8, -1)}`);
  for (const [key, item] of Object.entries(value)) {
    visit(key, depthLeft - 1, budget);
    visit(item, depthLeft - 1, budget);
  }
}

/** A character is at least a byte: what has more of them than bytes are allowed need not be encoded to know. */
function takeChars(text: string, budget: { chars: number }): void {
  budget.chars -= text.length;
  if (budget.chars < 0) throw new RemoteViewError('message-too-large');
}

function refused(problem: string): RemoteViewError {
  return new RemoteViewError('malformed-message', `A message can only hold JSON-like values: ${problem}.`);
}
