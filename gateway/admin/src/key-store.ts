/** The admin key in this tab: it outlives a reload and nothing else. Where storage is forbidden it does not even that. */
const NAME = 'remote-view-admin-key';

export function storedKey(): string | undefined {
  try {
    return sessionStorage.getItem(NAME) ?? undefined;
  } catch {
    return undefined;
  }
}

/** @param key undefined: forgets it */
export function storeKey(key: string | undefined): void {
  try {
    if (key === undefined) sessionStorage.removeItem(NAME);
    else sessionStorage.setItem(NAME, key);
  } catch {
    // Then it is asked for again after a reload.
  }
}
