/** The element and all that it is in, from the inside, through shadow roots. */
export function withAncestors(element: Element): Element[] {
  const found: Element[] = [];
  let node: Node | null = element;
  while (node !== null) {
    if (node instanceof Element) found.push(node);
    node = node instanceof ShadowRoot ? node.host : node.parentNode;
  }
  return found;
}
