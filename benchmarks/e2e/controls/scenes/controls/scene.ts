/**
 * The rigs on the host: what a viewer's input does through `<remote-view>`. Each message is a command and is answered.
 */
import { defineSource } from '@remote-view/renderer-host';
import { Stage, type Command } from '../../rigs.ts';

export default defineSource({
  setup({ canvas, send, onMessage }) {
    const stage = new Stage(canvas);
    onMessage((payload) => {
      const { token, ...command } = payload as unknown as Command & { readonly token: number };
      send({ token, ...stage.obey(command) });
    });
    // One picture is enough: no controls looks at pixels, and the page draws none either.
    return { draw: (_picture, { frame }) => frame === 0 };
  },
});
