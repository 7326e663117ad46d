/** Nobody listens there, or nobody has the name: so nothing was sent. */
const CODES: ReadonlySet<unknown> = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN']);

/** Whether a request failed before there was a connection, by the codes of Node.js in an error or what caused it. */
export function neverConnected(error: unknown): boolean {
  for (let at = error; typeof at === 'object' && at !== null; at = (at as { cause?: unknown }).cause) {
    if (CODES.has((at as { code?: unknown }).code)) return true;
  }
  return false;
}
