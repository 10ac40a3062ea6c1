import { SEMANTIC_LIMITS, type SemanticAct } from '@remote-view/protocol';
import { describe, expect, it } from 'vitest';
import type { SemanticItemOptions } from '../sdk/semantics.ts';
import { SceneItem } from './scene-item.ts';

const owner = { changed: () => {}, removed: () => {} };

function item(options: Partial<SemanticItemOptions> = {}): SceneItem {
  return new SceneItem(7, { id: 'it', role: 'button', name: 'It', ...options }, owner);
}

const act = (action: SemanticAct['action'], steps = 0): SemanticAct => ({ type: 'act', seq: 1, ref: 7, action, steps });

describe('an item of a scene', () => {
  it('is what the scene says', () => {
    expect(item({ description: 'that', pressed: true, order: 3 }).wire).toEqual({
      ref: 7,
      role: 'button',
      order: 3,
      name: 'It',
      description: 'that',
      focusable: true,
      disabled: false,
      on: true,
      range: null,
    });
  });

  it.each([
    ['button', {}, null],
    ['button', { pressed: false }, false],
    ['checkbox', {}, false],
    ['checkbox', { checked: true }, true],
    ['tab', { selected: true }, true],
    ['img', { checked: true, pressed: true, selected: true }, null],
  ] as const)('of role %s with %j has the state %j', (role, state, on) => {
    expect(item({ role, ...state }).wire.on).toBe(on);
  });

  it('is reached by Tab where it is used by hand, or where the scene listens to it', () => {
    expect(item({ role: 'link' }).wire.focusable).toBe(true);
    expect(item({ role: 'img' }).wire.focusable).toBe(false);
    expect(item({ role: 'img', onFocus: () => {} }).wire.focusable).toBe(true);
    expect(item({ role: 'group', onActivate: () => {} }).wire.focusable).toBe(true);
  });

  it('has a range as a slider, as HTML has it where the scene says nothing', () => {
    expect(item({ role: 'slider' }).wire.range).toEqual({ value: 0, min: 0, max: 100, step: 1 });
    expect(item({ role: 'slider', step: 0, value: Number.NaN, max: Infinity }).wire.range).toEqual({
      value: 0,
      min: 0,
      max: SEMANTIC_LIMITS.value,
      step: 1,
    });
  });

  it('is held to its bounds', () => {
    const { name, description, order } = item({
      name: 'x'.repeat(500),
      description: '😀'.repeat(500),
      order: 1e9,
    }).wire;
    expect([name.length, description.length, order]).toEqual([120, 240, SEMANTIC_LIMITS.order]);
  });

  it('shows a hand where it can be activated, and its name as a tooltip, unless the scene says otherwise', () => {
    const onActivate = (): void => {};
    expect([item().cursor, item({ onActivate }).cursor]).toEqual(['default', 'pointer']);
    expect(item({ onActivate, disabled: true }).cursor).toBe('default');
    expect(item({ cursor: 'grab', tooltip: 'Pull' })).toMatchObject({ cursor: 'grab', tooltip: 'Pull' });
    expect(item().tooltip).toBe('It');
  });

  it('with a role or a cursor that does not exist is refused', () => {
    const wrong = (options: object): void => expect(() => item(options)).toThrow(/unknown .* \[/);
    wrong({ role: 'window' });
    wrong({ cursor: 'url(evil)' });
    expect(() => item().update({ cursor: 'finger' as 'pointer' })).toThrow('cursor:finger');
  });

  it('hears what is done to it, and nothing but the focus while it is disabled', () => {
    const heard: unknown[] = [];
    const target = item({
      role: 'slider',
      onActivate: () => heard.push('activate'),
      onFocus: () => heard.push('focus'),
      onBlur: () => heard.push('blur'),
      onStep: (steps) => heard.push(steps),
    });
    const all = [act('activate'), act('focus'), act('blur'), act('step', -2), act('step', 0)];
    expect(all.map((one) => target.act(one))).toEqual([true, true, true, true, true]);
    target.update({ disabled: true });
    expect(all.map((one) => target.act(one))).toEqual([false, true, true, false, false]);
    expect(heard).toEqual(['activate', 'focus', 'blur', -2, 'focus', 'blur']);
  });
});
