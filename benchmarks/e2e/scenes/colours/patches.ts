/** CSS colours, upper row first. */
export const PATCHES = [
  '#000000',
  '#ffffff',
  '#808080',
  '#c02020',
  '#20a040',
  '#2040c0',
  '#e0c020',
  '#336699',
] as const;
