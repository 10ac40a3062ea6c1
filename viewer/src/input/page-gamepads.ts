/** The gamepads of the page, by their index; none where a permissions policy forbids to ask. */
export function pageGamepads(): readonly (Gamepad | null)[] {
  try {
    // Missing outside of secure contexts.
    return navigator.getGamepads?.() ?? [];
  } catch {
    return [];
  }
}
