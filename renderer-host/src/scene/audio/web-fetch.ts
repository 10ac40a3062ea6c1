/** What the audio engine gets for its HTTP client, which it has for worklets from the web: a scene's own `fetch`. */
export default globalThis.fetch;
