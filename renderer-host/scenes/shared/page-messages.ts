/** What the page says, as the scene's own parser reads it. What the parser refuses is told to the page, and nothing is done. */
import type { PlainValue, SceneContext } from '@remote-view/renderer-host';

/**
 * @param parse the message, or what is wrong with it
 * @returns a function that stops it
 */
export function hearPage<Message extends object>(
  { onMessage, send }: Pick<SceneContext, 'onMessage' | 'send'>,
  parse: (payload: PlainValue) => Message | string,
  act: (message: Message) => void,
): () => void {
  return onMessage((payload) => {
    const message = parse(payload);
    if (typeof message === 'string') send({ type: 'error', text: message });
    else act(message);
  });
}
