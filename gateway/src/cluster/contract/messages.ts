/** Messages from one gateway to another. */
import { describe, expect, test } from 'vitest';
import { type Stage } from './stage.ts';

export function describeMessages(stage: Stage): void {
  describe('messages', () => {
    test('reach the gateway that they are for, in order', async () => {
      const sent = Array.from({ length: 100 }, (_, each) => `m${each}`);
      expect(await Promise.all(sent.map((message) => stage.a.send('b', message)))).not.toContain(false);
      await expect.poll(() => stage.heard).toEqual(sent.map((message) => `a>b: ${message}`));
    });

    test('reach the one that sends them, after it has', async () => {
      const sending = stage.a.send('a', 'to myself');
      expect(stage.heard).toEqual([]);
      expect(await sending).toBe(true);
      await expect.poll(() => stage.heard).toEqual(['a>a: to myself']);
    });

    test('are as they were sent', async () => {
      const message = `{"text":"ünï\\n\u2028 ${'x'.repeat(60_000)}"}\n`;
      await stage.a.send('b', message);
      await expect.poll(() => stage.heard).toEqual([`a>b: ${message}`]);
    });

    test('to nobody are known to be so at once', async () => {
      expect(await stage.a.send('nobody', 'hello')).toBe(false);
      await stage.b.close();
      await stage.b.close();
      expect(await stage.a.send('b', 'hello')).toBe(false);
    });
  });
}
