import { defineScene } from '@remote-view/renderer-host';

export default defineScene({
  setup() {
    throw new Error('the model is missing');
  },
});
