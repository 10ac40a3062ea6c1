/** Run in the page: what can be measured of a state instead of looked at. Each returns what is wrong, in words. */

export interface Finding {
  readonly what: string;
  readonly where: string;
}

/** Nothing sticks out of the element or is cut off, unless it scrolls or ends in an ellipsis. */
export function findOverflow(): Finding[] {
  const view = document.querySelector('remote-view')!;
  const outer = view.getBoundingClientRect();
  const findings: Finding[] = [];
  for (const element of view.shadowRoot!.querySelectorAll<HTMLElement>('*')) {
    const style = getComputedStyle(element);
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    if (element.closest('.spoken, .stage, .picture, svg') !== null || style.display === 'contents') continue;
    const name = `${element.localName}.${element.className}`;
    const box = element.getBoundingClientRect();
    const scrolls = element.parentElement?.closest('.menu, .report, .source, .cover.final, .stats') ?? null;
    const out = Math.max(
      outer.left - box.left,
      outer.top - box.top,
      box.right - outer.right,
      box.bottom - outer.bottom,
    );
    if (scrolls === null && box.width > 0 && out > 1) findings.push({ what: `sticks out by ${out} px`, where: name });
    const clips = style.overflowX === 'hidden' || style.overflowX === 'clip';
    if (clips && style.textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1) {
      findings.push({ what: `cuts ${element.scrollWidth - element.clientWidth} px off`, where: name });
    }
  }
  return findings;
}

/** Nothing that fits lies under the bar of controls. */
export function findCovered(selector: string): Finding[] {
  const root = document.querySelector('remote-view')!.shadowRoot!;
  const { top } = root.querySelector('.bar-of-controls')!.getBoundingClientRect();
  return [...root.querySelectorAll<HTMLElement>(selector)].flatMap((element) => {
    const under = element.getBoundingClientRect().bottom - top;
    if (!element.checkVisibility() || under <= 0) return [];
    return [{ what: `is ${under} px under the bar`, where: `${element.localName}.${element.className}` }];
  });
}

/** What begins on the left ends on the right. */
export function findReversed(selector: string): Finding[] {
  const root = document.querySelector('remote-view')!.shadowRoot!;
  return [...root.querySelectorAll<HTMLElement>(selector)].flatMap((element) => {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const lefts: number[] = [];
    for (let node = texts.nextNode(); node !== null; node = texts.nextNode()) {
      const { data } = node as Text;
      for (let at = 0; at < data.length; at++) {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        if (data[at]!.trim() !== '') lefts.push(range.getBoundingClientRect().left);
      }
    }
    if (lefts.every((left, index) => index === 0 || left >= lefts[index - 1]!)) return [];
    return [{ what: `runs from right to left: ${element.textContent}`, where: element.className }];
  });
}

/** What is to be hit is large enough: WCAG 2.2, 2.5.8; and 44 px for fingers. */
export function findSmallTargets(least: number): Finding[] {
  const root = document.querySelector('remote-view')!.shadowRoot!;
  return [...root.querySelectorAll<HTMLElement>('button, input, summary')].flatMap((element) => {
    const { width, height } = element.getBoundingClientRect();
    if (width === 0 || Math.min(width, height) >= least) return [];
    return [{ what: `is ${width} by ${height} px`, where: `${element.localName}.${element.className}` }];
  });
}

/** Texts have a contrast of 4.5, large ones of 3, whatever is in the picture behind them. */
export function findFaintText(): Finding[] {
  type Colour = readonly [red: number, green: number, blue: number, alpha: number];
  const context = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true })!;
  const read = (colour: string): Colour => {
    context.clearRect(0, 0, 1, 1);
    context.fillStyle = colour;
    context.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0, alpha = 0] = context.getImageData(0, 0, 1, 1).data;
    return [red, green, blue, alpha / 255];
  };
  const over = (top: Colour, below: Colour): Colour => {
    const mix = (index: 0 | 1 | 2): number => top[index] * top[3] + below[index] * (1 - top[3]);
    return [mix(0), mix(1), mix(2), 1];
  };
  const luminance = ([red, green, blue]: Colour): number => {
    const [r, g, b] = [red, green, blue].map((value) => {
      const part = value / 255;
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b!;
  };
  const contrast = (one: Colour, other: Colour): number => {
    const [low, high] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
    return (high! + 0.05) / (low! + 0.05);
  };
  const root = document.querySelector('remote-view')!.shadowRoot!;
  const findings: Finding[] = [];
  for (const element of root.querySelectorAll<HTMLElement>('*')) {
    const hasText = [...element.childNodes].some((node) => node instanceof Text && node.data.trim() !== '');
    if (!hasText || element.closest('.spoken, [hidden], style, .tip') !== null) continue;
    if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    const style = getComputedStyle(element);
    const layers: Colour[] = [];
    for (let node: Element | null = element; node !== null; node = node.parentElement) {
      layers.push(read(getComputedStyle(node).backgroundColor));
    }
    // Before there is a picture, what is behind is the element's own.
    const ground = read(getComputedStyle(root.host).backgroundColor);
    const hasPicture =
      root.querySelector('.poster[hidden]') !== null || root.host.querySelector('[slot=poster]') !== null;
    const grounds: Colour[] = hasPicture
      ? [
          [0, 0, 0, 1],
          [255, 255, 255, 1],
        ]
      : [ground];
    const large = Number.parseFloat(style.fontSize) >= 24;
    const least = large ? 3 : 4.5;
    for (const behind of grounds) {
      const below = layers.reduceRight((base: Colour, layer) => over(layer, base), behind);
      const found = contrast(over(read(style.color), below), below);
      if (found >= least) continue;
      findings.push({
        what: `has a contrast of ${found.toFixed(2)} on ${below.map(Math.round).join(' ')}`,
        where: `${element.localName}.${element.className} ${element.textContent.trim().slice(0, 30)}`,
      });
      break;
    }
  }
  return findings;
}
