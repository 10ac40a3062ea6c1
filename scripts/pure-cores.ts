/**
 * Pure cores take the time as an argument and own no timer, socket or randomness, so their tests run in virtual time.
 * This rule finds the ones that cheat.
 */
import { isTest, lineAt, withoutComments, type SourceFile, type Violation } from './sources.ts';

const CORE =
  /\/(?:core|rtp|rtcp|sdp|pacing|congestion|allocation|afk|access|stream\/control)\/|(?:^|\/)transition\.ts$|^protocol\/src\//;

const IMPURE: readonly (readonly [pattern: RegExp, advice: string])[] = [
  [/\b(?:Date|performance)\.now\b|\bnew Date\(\)/g, 'take `now` as an argument'],
  [/\bMath\.random\b|\bcrypto\.(?:randomUUID|randomBytes|getRandomValues)\b/g, 'take random values as an argument'],
  [/\b(?:setTimeout|setInterval|setImmediate)\b/g, 'return when to be called next, and let the shell keep the timer'],
  [/'node:(?:net|dgram|timers|timers\/promises|tls|http|https)'/g, 'return what to send, and let the shell send it'],
];

export function pureCoreViolations(files: readonly SourceFile[]): Violation[] {
  return files.filter((file) => CORE.test(file.path) && !isTest(file)).flatMap(violationsIn);
}

function violationsIn(file: SourceFile): Violation[] {
  const code = withoutComments(file.text);
  return IMPURE.flatMap(([pattern, advice]) =>
    Array.from(code.matchAll(pattern), (match) => ({
      path: file.path,
      line: lineAt(code, match.index),
      problem: `a pure core uses ${match[0]}: ${advice}`,
    })),
  );
}
