/** Defines the admin page's elements; the page has an `<admin-app>`. */
import { AdminApp } from './admin-app.ts';
import { SessionPicture } from './session-picture.ts';

customElements.define('session-picture', SessionPicture);
customElements.define('admin-app', AdminApp);
