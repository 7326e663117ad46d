/**
 * Runs `make` while cdktf takes no stack traces of tokens. It takes one for each reference, of every frame, and
 * never switches that off; they are a third of the time that a group of agents takes to make, and would name
 * lines of this library. Errors have theirs: they do not ask `Error.captureStackTrace` for it.
 */
export function withoutTokenStacks<T>(make: () => T): T {
  const capture = Error.captureStackTrace;
  Error.captureStackTrace = () => undefined;
  try {
    return make();
  } finally {
    Error.captureStackTrace = capture;
  }
}
