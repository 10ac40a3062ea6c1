/** Registers `<remote-view>`, unless a page that loads us twice has it already. */
import { RemoteView } from './remote-view.ts';

if (customElements.get('remote-view') === undefined) customElements.define('remote-view', RemoteView);

export * from './index.ts';
