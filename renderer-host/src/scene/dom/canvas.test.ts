import { describe, expect, it } from 'vitest';
import type { HeadlessCanvasContext } from '../../gpu/canvas-context.ts';
import { HeadlessCanvas } from './canvas.ts';

const canvas = (pixelRatio = 1) => new HeadlessCanvas({ width: 300.5, height: 200, pixelRatio });

describe('HeadlessCanvas', () => {
  it('has the viewer’s CSS size, and the pixels that the host gives it', () => {
    const element = canvas(2);
    expect([element.clientWidth, element.clientHeight]).toEqual([300.5, 200]);
    expect([element.width, element.height]).toEqual([601, 400]);
    expect(element.getBoundingClientRect()).toMatchObject({ left: 0, top: 0, width: 300.5, height: 200, bottom: 200 });
    expect(element.ownerDocument.defaultView).toMatchObject({
      innerWidth: 300.5,
      innerHeight: 200,
      devicePixelRatio: 2,
    });
  });

  it('follows the host’s size everywhere', () => {
    const element = canvas();
    element.setSize({ width: 100, height: 50, pixelRatio: 1.5 });
    expect([element.offsetWidth, element.width, element.height]).toEqual([100, 150, 75]);
    expect(element.ownerDocument.defaultView.devicePixelRatio).toBe(1.5);
  });

  it('ignores a size that the scene sets', () => {
    const element = canvas();
    element.width = 5;
    element.height = 5;
    expect([element.width, element.height]).toEqual([300, 200]);
  });

  it('is never without a pixel', () => {
    const element = new HeadlessCanvas({ width: 10, height: 10, pixelRatio: 0.01 });
    expect([element.width, element.height]).toEqual([1, 1]);
  });

  it('gives a webgpu context, and says what to use instead of any other', () => {
    const element = canvas();
    const context = {} as HeadlessCanvasContext;
    expect(() => element.getContext('webgpu')).toThrow('no');
    element.attachContext(context);
    expect(element.getContext('webgpu')).toBe(context);
    expect(() => element.getContext('webgl2')).toThrow(/WebGPURenderer/u);
    expect(() => element.getContext('2d')).toThrow(/'2d'/u);
  });

  it('remembers which pointers are captured', () => {
    const element = canvas();
    element.setPointerCapture(3);
    expect(element.hasPointerCapture(3)).toBe(false);
    element.capture.press(3);
    element.setPointerCapture(3);
    expect(element.hasPointerCapture(3)).toBe(true);
    element.releasePointerCapture(3);
    expect(element.hasPointerCapture(3)).toBe(false);
  });

  it('has the focus that the viewer’s element has', () => {
    const element = canvas();
    const { ownerDocument } = element;
    expect([ownerDocument.hasFocus(), ownerDocument.activeElement]).toEqual([false, ownerDocument.body]);
    element.focused = true;
    expect([ownerDocument.hasFocus(), ownerDocument.activeElement]).toEqual([true, element]);
  });

  it('keeps what a scene writes to its style', () => {
    const element = canvas();
    element.style['cursor'] = 'grab';
    expect(element.style['cursor']).toBe('grab');
  });

  it('answers what controls ask of an element', () => {
    const element = canvas();
    expect(element.getRootNode()).toBe(element.ownerDocument);
    expect(element.contains(element)).toBe(true);
    expect(element.contains(element.ownerDocument.body)).toBe(false);
    expect(element.getAttribute('title')).toBeNull();
  });
});
