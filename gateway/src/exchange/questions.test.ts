import { describe, expect, test } from 'vitest';
import { Questions } from './questions.ts';

describe('questions', () => {
  test('are answered once, to who asked', async () => {
    const questions = new Questions<string>();
    const [first, second] = [questions.ask(0), questions.ask(0)];
    questions.answered(second.request, 'two');
    questions.answered(second.request, 'three');
    questions.answered(first.request, 'one');
    expect([await first.answer, await second.answer]).toEqual(['one', 'two']);
  });

  test('that nobody answers in time have no answer', async () => {
    const questions = new Questions<string>();
    const { answer } = questions.ask(0);
    const heard: unknown[] = [];
    questions.pass('of-another', 1, (passed) => heard.push(passed));
    questions.tick(1_999);
    expect(heard).toEqual([]);
    questions.tick(2_000);
    expect(await answer).toBeUndefined();
    expect(heard).toEqual([]);
    questions.tick(2_001);
    expect(heard).toEqual([undefined]);
  });

  test('that are asked already stay with whoever waits for them', async () => {
    const questions = new Questions<string>();
    const { request, answer } = questions.ask(0);
    const heard: unknown[] = [];
    questions.pass(request, 0, (passed) => heard.push(passed));
    expect(heard).toEqual([undefined]);
    questions.answered(request, 'mine');
    expect(await answer).toBe('mine');
  });

  test('that nobody asked are heard by nobody', () => {
    expect(() => new Questions<string>().answered('made-up', 'something')).not.toThrow();
  });

  test('beyond 256 at a time have no answer, and leave those alone that wait', async () => {
    const questions = new Questions<string>();
    const waiting = Array.from({ length: 256 }, () => questions.ask(0));
    expect(await questions.ask(0).answer).toBeUndefined();
    questions.answered(waiting[0]!.request, 'still');
    expect(await waiting[0]!.answer).toBe('still');
  });

  test('end with whoever they were asked for', async () => {
    const questions = new Questions<string>();
    const { answer } = questions.ask(0);
    questions.close();
    expect(await answer).toBeUndefined();
  });
});
