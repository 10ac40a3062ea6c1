/**
 * What a page may use is decided by whoever embeds it (Permissions Policy). Chromium writes a line into the console for each
 * attempt that is refused, and says beforehand what it would refuse; other browsers do neither.
 */
interface FeaturePolicy {
  allowsFeature(name: string): boolean;
}

/** True where the browser does not say. @param feature a name that Chromium has known for as long as it says */
export function mayUse(feature: 'picture-in-picture' | 'screen-wake-lock'): boolean {
  const { featurePolicy } = document as { readonly featurePolicy?: FeaturePolicy };
  return featurePolicy?.allowsFeature(feature) ?? true;
}
