/** A number for a reader: three digits that mean something. */
export function quantity(value: number): string {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e9) return String(value);
  if (size >= 1e9) return value.toExponential(2);
  if (size >= 100) return value.toFixed(0);
  return size >= 10 ? value.toFixed(1) : value.toFixed(size < 0.1 ? 3 : 2);
}
