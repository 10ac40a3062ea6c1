/** The whole window is the scene. `?stats` shows where the time goes. */
const view = /** @type {HTMLElement} */ (document.querySelector('remote-view'));
view.toggleAttribute('stats', new URLSearchParams(location.search).has('stats'));

// The host has one scene; what it is called depends on its file.
const response = await fetch('/v1/scenes');
const { scenes } = /** @type {{ scenes: { name: string, title: string }[] }} */ (await response.json());
const [scene] = scenes;
if (scene !== undefined) {
  document.title = scene.title;
  view.setAttribute('label', scene.title);
  view.setAttribute('scene', scene.name);
}
