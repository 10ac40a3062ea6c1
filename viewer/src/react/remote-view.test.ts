import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { RemoteView } from './index.ts';

const render = (props: Parameters<typeof RemoteView>[0]): string => renderToString(createElement(RemoteView, props));

describe('the React component on a server', () => {
  it('writes properties as the attributes that they have', () => {
    const html = render({
      src: 'https://gateway.example',
      scene: 'car',
      maxBitrate: 4_000,
      prefer: 'sharp',
      volume: 0,
    });
    expect(html).toBe(
      '<remote-view src="https://gateway.example" scene="car" max-bitrate="4000" prefer="sharp" volume="0"></remote-view>',
    );
  });

  it('writes switches as HTML has them', () => {
    expect(render({ noInput: true, muted: false })).toBe('<remote-view no-input=""></remote-view>');
    expect(render({ dataSaver: true })).toBe('<remote-view data-saver="on"></remote-view>');
    expect(render({ dataSaver: false })).toBe('<remote-view data-saver="off"></remote-view>');
    expect(render({ dataSaver: null, maxBitrate: null })).toBe('<remote-view></remote-view>');
  });

  it('leaves out handlers and what has no attribute, and what every element takes in', () => {
    const html = render({
      className: 'stage',
      id: 'view',
      style: { height: 300 },
      onstatechange: () => undefined,
      onClick: () => undefined,
      strings: { tryAgain: 'Once more' },
      children: createElement('img', { slot: 'poster', src: 'p.jpg' }),
    });
    expect(html).toContain('<remote-view class="stage" id="view" style="height:300px">');
    expect(html).toContain('<img slot="poster" src="p.jpg"/></remote-view>');
  });

  it('can be imported where there is no browser', async () => {
    const script = `
      const { RemoteView } = await import(${JSON.stringify(new URL('index.ts', import.meta.url).href)});
      const { renderToString } = await import('react-dom/server');
      const { createElement } = await import('react');
      console.log(typeof document, renderToString(createElement(RemoteView, { scene: 'car' })));
    `;
    const flags = ['--conditions=@remote-view/source', '--input-type=module', '--eval', script];
    const cwd = fileURLToPath(new URL('.', import.meta.url));
    const { stdout, stderr } = await promisify(execFile)(process.execPath, flags, { cwd });
    expect(stderr).toBe('');
    expect(stdout.trim()).toBe('undefined <remote-view scene="car"></remote-view>');
  });
});
