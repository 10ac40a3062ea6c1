/** The Network Information API, as far as it is used here; neither Firefox nor Safari has it. */
export interface NetworkInformation extends EventTarget {
  readonly saveData?: boolean;
}

export function networkInformation(): NetworkInformation | undefined {
  return (navigator as { readonly connection?: NetworkInformation }).connection;
}
