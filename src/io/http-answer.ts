import type { IncomingHttpHeaders } from 'node:http';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Who answered. */
  readonly url: string;
  /** Somebody else answered than was asked. */
  readonly redirected: boolean;
}

/** Of an error's body; the words that matter stand at its beginning. */
const TEXT_BYTES = 64 * 1024;

/** The text of an answer that is an error, for people: Marathon's `message`, or the first line of anything else. */
export function answerText(answer: Pick<HttpAnswer, 'body' | 'status'>): string {
  const text = answer.body.toString('utf8', 0, TEXT_BYTES);
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === 'object' && parsed !== null && 'message' in parsed) return String(parsed.message);
  } catch {
    // Not JSON: Mesos answers plain text, proxies HTML.
  }
  const line = text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return line === '' ? `an empty answer with status ${answer.status}` : line.slice(0, 300);
}

/** A name with several addresses fails with one error for each of them, and none for all. */
export function reason(error: unknown): string {
  const { message, errors } = (error ?? {}) as { readonly message?: unknown; readonly errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return errors.map(reason).join(', ');
  return typeof message === 'string' && message !== '' ? message : String(error);
}
