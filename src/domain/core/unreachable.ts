/** Ends a switch over a closed union: a new member fails to compile here. */
export function unreachable(value: never): never {
  throw new Error(`not expected here: ${JSON.stringify(value)}`);
}
