/**
 * Runs `make` while the stack traces that cdktf takes for every token stay unwritten. It takes one for each
 * reference and never switches that off; writing them out is a third of the time that a group of agents takes to
 * make, and they would name lines of this library. Errors keep theirs: an error's is written when it is read.
 */
export function withoutTokenStacks<T>(make: () => T): T {
  const before = Error.prepareStackTrace;
  Error.prepareStackTrace = () => '';
  try {
    return make();
  } finally {
    if (before === undefined) delete (Error as { prepareStackTrace?: unknown }).prepareStackTrace;
    else Error.prepareStackTrace = before;
  }
}
