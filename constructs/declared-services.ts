/** Names of the shuffle services that this program has declared so far, by the agents they are to run on. */
const declared = new WeakMap<object, readonly string[]>();

export function declareOn(agents: readonly object[], service: string): void {
  for (const one of new Set(agents)) declared.set(one, [...servicesOn(one), service]);
}

/** In the order of their declaration. */
export function servicesOn(agents: object): readonly string[] {
  return declared.get(agents) ?? [];
}
