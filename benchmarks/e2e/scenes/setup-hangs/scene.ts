import { defineScene } from '@remote-view/renderer-host';

export default defineScene({ setup: () => new Promise(() => {}) });
