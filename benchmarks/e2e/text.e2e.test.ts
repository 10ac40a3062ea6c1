/** Text, keyboards and clipboard from a real browser's page to a real scene: what the scene gets, event by event. */
import type { CDPSession } from 'puppeteer';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { launchChromium, type LaunchedBrowser } from '../src/harness/chromium.ts';
import { EmbeddingPage } from '../src/harness/embedding-page.ts';
import { startStack, type Stack } from '../src/harness/stack.ts';

interface ViewElement extends HTMLElement {
  showKeyboard(): void;
  hideKeyboard(): void;
}

interface FieldStep {
  readonly key?: string;
  readonly type?: 'compositionstart' | 'compositionupdate' | 'compositionend' | 'input';
  readonly data?: string;
  /** What is in the field then, behind its guard. */
  readonly value?: string;
}

/** A page and the scene in it. */
class TextPage {
  readonly view: EmbeddingPage;
  readonly cdp: CDPSession;

  constructor(view: EmbeddingPage, cdp: CDPSession) {
    this.view = view;
    this.cdp = cdp;
  }

  /** What the scene has said with this name, oldest first. */
  async said(name: string): Promise<unknown[]> {
    const messages = await this.view.events('message');
    return messages
      .map(({ data }) => data as Record<string, unknown>)
      .flatMap((data) => (name in data ? [data[name]] : []));
  }

  async untilSaid(name: string, value: unknown): Promise<void> {
    await this.view.waitForEvent('message', ({ data }) => (data as Record<string, unknown>)[name] === value);
  }

  /** Tells the scene, and waits until it has heard it. */
  async tell(wish: Record<string, unknown>): Promise<void> {
    await this.view.send(wish);
    await this.untilSaid('did', Object.keys(wish)[0]);
  }

  /** The scene wants text, and the page's field has the focus. */
  async request(value: string): Promise<void> {
    await this.view.page.mouse.click(100, 100);
    await this.tell({ request: value });
    await this.view.until('the focus of the text field', async () => (await this.focused()) === 'textarea');
  }

  /** What has the focus in the element. */
  async focused(): Promise<string | undefined> {
    return this.view.page.evaluate(() => document.querySelector('remote-view')!.shadowRoot!.activeElement?.localName);
  }

  /** Events of the scene, without those of pointers. */
  async events(): Promise<unknown[]> {
    return this.said('event');
  }

  /** Plays what a phone's keyboard does to the field. */
  async play(steps: readonly FieldStep[]): Promise<void> {
    await this.view.page.evaluate((all) => {
      const field = document.querySelector('remote-view')!.shadowRoot!.querySelector('textarea')!;
      for (const { key, type, data = '', value } of all) {
        if (key !== undefined) {
          const init = { key, code: '', keyCode: 229, bubbles: true, composed: true, cancelable: true };
          field.dispatchEvent(new KeyboardEvent('keydown', init));
        }
        if (value !== undefined) {
          field.value = `\u200b${value}`;
          field.setSelectionRange(field.value.length, field.value.length);
        }
        if (type === 'input') field.dispatchEvent(new InputEvent('input', { data, bubbles: true }));
        else if (type !== undefined) field.dispatchEvent(new CompositionEvent(type, { data, bubbles: true }));
      }
    }, steps);
  }

  /** In the page, and unlike puppeteer's functions no press of its user. */
  async quietly(expression: string): Promise<boolean> {
    const { result } = await this.cdp.send('Runtime.evaluate', { expression, returnByValue: true });
    return result.value === true;
  }

  async clipboardEvents(): Promise<unknown[]> {
    return this.view.page.evaluate(() => (globalThis as unknown as { clipped: unknown[] }).clipped);
  }
}

describe('text', () => {
  let stack: Stack;
  let chromium: LaunchedBrowser;
  const open = async (attributes = ''): Promise<TextPage> => {
    const before = (): void => {
      const clipped: unknown[] = [];
      (globalThis as unknown as { clipped: unknown[] }).clipped = clipped;
      addEventListener(
        'sceneclipboard',
        (event) => {
          const { action, state, reason } = event as unknown as Record<string, unknown>;
          clipped.push([action, state, reason]);
        },
        true,
      );
    };
    const view = await EmbeddingPage.open(chromium.browser, { src: stack.url, scene: 'text', attributes, before });
    await view.page.bringToFront();
    await view.waitForEvent('firstframe');
    return new TextPage(view, await view.page.createCDPSession());
  };
  /** What the browser's user has decided about the clipboard. */
  const decide = async ({ view }: TextPage, setting: 'granted' | 'denied'): Promise<void> => {
    const browser = await chromium.browser.target().createCDPSession();
    const { origin } = new URL(view.page.url());
    for (const name of ['clipboard-read', 'clipboard-write']) {
      await browser.send('Browser.setPermission', { permission: { name }, setting, origin });
    }
  };

  beforeAll(async () => {
    [stack, chromium] = await Promise.all([startStack({ scenes: ['benchmarks/e2e/scenes'] }), launchChromium()]);
  }, 60_000);
  afterAll(async () => {
    await chromium.close();
    await stack.stop();
  });

  it('of an input method comes as compositions, and its characters as keys', async () => {
    const page = await open();
    await page.request('');
    await page.cdp.send('Input.imeSetComposition', { text: 'に', selectionStart: 1, selectionEnd: 1 });
    await page.cdp.send('Input.imeSetComposition', { text: 'にほん', selectionStart: 3, selectionEnd: 3 });
    await page.cdp.send('Input.insertText', { text: '日本' });
    await page.untilSaid('value', '日本');
    await page.view.until('the last key', async () => (await page.events()).includes('keyup 本'));
    expect(await page.events()).toEqual([
      'compositionstart',
      ...['beforeinput insertCompositionText に', 'compositionupdate に', 'input insertCompositionText に'],
      ...['beforeinput insertCompositionText にほん', 'compositionupdate にほん', 'input insertCompositionText にほん'],
      ...['beforeinput insertCompositionText 日本', 'compositionupdate 日本', 'input insertCompositionText 日本'],
      'compositionend 日本',
      ...['keydown 日', 'keyup 日', 'keydown 本', 'keyup 本'],
    ]);
    await page.view.close();
  });

  it('of keys comes once as keys and once as inputs, Enter, Backspace and arrows too', async () => {
    const page = await open();
    await page.request('');
    const { keyboard } = page.view.page;
    for (const key of ['a', 'b', 'Backspace', 'ArrowLeft', 'ArrowRight', 'Enter'] as const) await keyboard.press(key);
    await page.view.until('the last key', async () => (await page.events()).includes('keyup Enter'));
    const all = await page.events();
    expect(all.filter((event) => String(event).startsWith('keydown'))).toEqual([
      ...['keydown a', 'keydown b', 'keydown Backspace', 'keydown ArrowLeft', 'keydown ArrowRight', 'keydown Enter'],
    ]);
    expect(all.filter((event) => String(event).startsWith('input'))).toEqual([
      ...['input insertText a', 'input insertText b', 'input deleteContentBackward', 'input insertLineBreak'],
    ]);
    expect((await page.said('value')).at(-1)).toBe('a\n');
    await page.view.close();
  });

  it('of a phone’s keyboard, whose keys have no names, comes as well', async () => {
    const page = await open();
    await page.request('');
    const compose = (data: string, value: string): FieldStep[] => [
      { key: 'Unidentified' },
      { type: 'compositionupdate', data },
      { type: 'input', data, value },
    ];
    await page.play([
      { type: 'compositionstart' },
      ...compose('t', 't'),
      ...compose('te', 'te'),
      ...compose('the', 'the'),
      { type: 'compositionend', data: 'the' },
      { type: 'input', data: ' ', value: 'the ' },
      { key: 'Unidentified' },
      { type: 'input', value: 'the' },
    ]);
    await page.view.until('the last value', async () => (await page.said('value')).length === 6);
    expect(await page.said('value')).toEqual(['', '', '', 'the', 'the ', 'the']);
    expect((await page.events()).slice(-12)).toEqual([
      ...['keydown t', 'keyup t', 'keydown h', 'keyup h', 'keydown e', 'keyup e'].slice(2),
      ...['keydown  ', 'beforeinput insertText  ', 'input insertText  ', 'keyup  '],
      ...['keydown Backspace', 'beforeinput deleteContentBackward', 'input deleteContentBackward', 'keyup Backspace'],
    ]);
    await page.view.close();
  });

  it('is taken while the scene wants it or the user has opened the keyboard, and not longer', async () => {
    const page = await open();
    const { page: tab } = page.view;
    await tab.evaluate(() => document.querySelector<ViewElement>('remote-view')!.showKeyboard());
    await page.view.until('the field', async () => (await page.focused()) === 'textarea');
    await page.cdp.send('Input.insertText', { text: 'é' });
    await page.untilSaid('value', 'é');
    await tab.evaluate(() => document.querySelector<ViewElement>('remote-view')!.hideKeyboard());
    expect(await page.focused()).toBe('div');
    await tab.keyboard.press('x');
    await page.view.until('the key', async () => (await page.events()).includes('keyup x'));
    expect((await page.events()).filter((event) => String(event).startsWith('input'))).toEqual(['input insertText é']);
    await page.request('');
    await page.tell({ end: true });
    await page.view.until('the stage', async () => (await page.focused()) === 'div');
    await page.view.close();
  });

  it('opens the keyboard with each tap while the scene wants it', async () => {
    const page = await open();
    const { page: tab } = page.view;
    await tab.touchscreen.tap(100, 100);
    await page.tell({ request: '' });
    await page.view.until('the field', async () => (await page.focused()) === 'textarea');
    await tab.evaluate(() => document.querySelector<ViewElement>('remote-view')!.hideKeyboard());
    expect(await page.focused()).toBe('div');
    await tab.touchscreen.tap(200, 100);
    await page.view.until('the field once more', async () => (await page.focused()) === 'textarea');
    await page.cdp.send('Input.insertText', { text: 'tapped' });
    await page.untilSaid('value', 'tapped');
    await page.view.close();
  });

  it('goes into a text field that the scene has made and given the focus', async () => {
    const page = await open();
    await page.view.page.mouse.click(100, 100);
    await page.tell({ field: true });
    await page.view.until('the field', async () => (await page.focused()) === 'textarea');
    await page.view.page.keyboard.type('héllo');
    for (const key of ['ArrowLeft', 'Backspace'] as const) await page.view.page.keyboard.press(key);
    await page.untilSaid('fieldValue', 'hélo');
    await page.view.close();
  });

  it('is no keyboard trap: the chord and Escape twice lead out of the field, and Tab goes on', async () => {
    const page = await open();
    const { keyboard } = page.view.page;
    const captured = (): Promise<boolean> =>
      page.view.page.evaluate(() => document.querySelector('remote-view')!.matches(':state(captured)'));
    await page.request('');
    for (const key of ['Control', 'Alt', 'Shift'] as const) await keyboard.down(key);
    await keyboard.press('KeyZ');
    for (const key of ['Shift', 'Alt', 'Control'] as const) await keyboard.up(key);
    expect(await captured()).toBe(false);
    await page.request('');
    await keyboard.press('Escape');
    await keyboard.press('Escape');
    expect(await captured()).toBe(false);
    await keyboard.press('Tab');
    await page.view.until('the focus outside', async () => (await page.focused()) !== 'textarea');
    await page.view.close();
  });

  it('that is pasted comes to a scene that may read, and to no other', async () => {
    const paste = async (page: TextPage): Promise<void> => {
      await page.view.page.mouse.click(100, 100);
      await page.view.page.evaluate(() => {
        const clipboardData = new DataTransfer();
        clipboardData.setData('text/plain', 'from elsewhere');
        document.body.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
      });
    };
    const may = await open('clipboard="read"');
    await paste(may);
    await may.untilSaid('pasted', 'from elsewhere');
    expect(await may.clipboardEvents()).toEqual([['read', 'done', null]]);
    await may.view.close();
    for (const attributes of ['clipboard="write"', '']) {
      const mayNot = await open(attributes);
      await mayNot.view.until('the refusal', async () => {
        await paste(mayNot);
        return (await mayNot.clipboardEvents()).length > 0;
      });
      expect((await mayNot.clipboardEvents())[0]).toEqual(['read', 'refused', 'policy']);
      expect(await mayNot.said('pasted')).toEqual([]);
      await mayNot.view.close();
    }
  });

  it('goes to and from the user’s clipboard, as page and browser allow it', async () => {
    const page = await open('clipboard="read write"');
    await decide(page, 'granted');
    await page.view.page.mouse.click(100, 100);
    await page.tell({ write: 'from the scene' });
    await page.untilSaid('written', 'done');
    expect(await page.view.page.evaluate(() => navigator.clipboard.readText())).toBe('from the scene');
    await page.tell({ read: true });
    await page.untilSaid('read', 'from the scene');
    await page.tell({ select: 'selected in the scene' });
    await page.view.page.keyboard.down('Control');
    await page.view.page.keyboard.press('KeyC');
    await page.view.page.keyboard.up('Control');
    await page.view.until('the copied text', async () => {
      const text = await page.view.page.evaluate(() => navigator.clipboard.readText());
      return text === 'selected in the scene';
    });
    await page.view.page.keyboard.down('Control');
    await page.view.page.keyboard.press('KeyV');
    await page.view.page.keyboard.up('Control');
    await page.untilSaid('pasted', 'selected in the scene');
    const keys = (await page.events()).filter((event) => /keydown [cv]|copy|paste/u.test(String(event)));
    expect(keys).toEqual(['keydown c', 'copy', 'keydown v', 'paste']);
    await page.view.page.evaluate(() => document.querySelector('remote-view')!.removeAttribute('clipboard'));
    await page.tell({ write: 'against the policy' });
    await page.untilSaid('written', 'NotAllowedError: The clipboard was refused: the page does not allow it.');
    await page.view.close();
  });

  it('that the scene gives too late for a press waits for the next', async () => {
    const page = await open('clipboard="write"');
    await decide(page, 'granted');
    const { page: tab } = page.view;
    await tab.mouse.click(100, 100);
    await page.view.until('the end of the press', () => page.quietly('!navigator.userActivation.isActive'));
    await page.quietly(`document.querySelector('remote-view').send({ write: 'late' })`);
    await page.view.until('that it waits', () => page.quietly('clipped.length === 1'));
    expect(await page.said('written')).toEqual([]);
    await tab.mouse.click(120, 100);
    await page.untilSaid('written', 'done');
    expect(await page.clipboardEvents()).toEqual([
      ['write', 'waiting', null],
      ['write', 'done', null],
    ]);
    await page.view.close();
  });

  it('and the browser’s own keys go to the scene in fullscreen, until the chord', async () => {
    const page = await open();
    const { page: tab } = page.view;
    const pressCtrlW = async (): Promise<void> => {
      await tab.keyboard.down('Control');
      await tab.keyboard.press('KeyW');
      await tab.keyboard.up('Control');
    };
    const taken = async (): Promise<number> => (await page.events()).filter((event) => event === 'keydown w').length;
    await tab.mouse.click(100, 100);
    await pressCtrlW();
    await page.view.until('Ctrl alone', async () => (await page.events()).includes('keyup Control'));
    expect(await taken()).toBe(0);
    await tab.evaluate(async () => document.querySelector('remote-view')!.requestFullscreen());
    await page.view.until('Ctrl+W in the scene', async () => {
      await pressCtrlW();
      return (await taken()) > 0;
    });
    for (const key of ['Control', 'Alt', 'Shift'] as const) await tab.keyboard.down(key);
    await tab.keyboard.press('KeyZ');
    for (const key of ['Shift', 'Alt', 'Control'] as const) await tab.keyboard.up(key);
    expect(await tab.evaluate(() => document.querySelector('remote-view')!.matches(':state(captured)'))).toBe(false);
    await page.view.close();
  });

  it('that the browser refuses is told to scene and page, with a reason', async () => {
    const page = await open('clipboard="read write"');
    await decide(page, 'denied');
    await page.view.page.mouse.click(100, 100);
    await page.tell({ read: true });
    await page.untilSaid(
      'read',
      'NotAllowedError: The clipboard was refused: the browser or its user does not allow it.',
    );
    expect(await page.clipboardEvents()).toEqual([['read', 'refused', 'browser']]);
    await page.view.close();
  });
});
