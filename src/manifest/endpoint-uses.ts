import { canonicalJson } from '../domain/render/json';
import type { EndpointUse } from './status';

/** Each once, in a fixed order. */
export function distinctUses(uses: readonly EndpointUse[]): readonly EndpointUse[] {
  const byText = new Map(uses.map((use) => [canonicalJson(use), use]));
  return [...byText.keys()].sort().flatMap((text) => byText.get(text) ?? []);
}
