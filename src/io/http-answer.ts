import type { IncomingHttpHeaders } from 'node:http';
import { foreignText } from '../domain/core/foreign-text';
import { type Sent, withoutSent } from './sent-values';

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Who answered. */
  readonly url: string;
  /** Somebody else answered than was asked. */
  readonly redirected: boolean;
  /** What an error may repeat and nobody is to be told. */
  readonly sent?: Sent;
}

/** Of an error's body; the words that matter stand at its beginning. */
const TEXT_BYTES = 64 * 1024;

/**
 * The text of an answer that is an error, for people: Marathon's `message`, or the beginning of anything else. On one
 * line, not long, and without what was sent.
 */
export function answerText(answer: Pick<HttpAnswer, 'body' | 'status' | 'sent'>): string {
  const text = beginning(answer.body);
  const line = wordsOf(answer, messageIn(text) ?? withoutSent(text, answer.sent).replace(/<[^>]*>/g, ' '));
  return line === '' ? `an empty answer with status ${answer.status}` : line;
}

/** Without a word that would be cut in two: half of what was sent is not known again. */
function beginning(body: Buffer): string {
  const text = body.toString('utf8', 0, TEXT_BYTES);
  return body.length > TEXT_BYTES ? text.replace(/\S*$/, '') : text;
}

/** Words of an answer, as they may stand in a message. */
export function wordsOf({ sent }: Pick<HttpAnswer, 'sent'>, words: string, most?: number): string {
  return foreignText(withoutSent(words, sent), most);
}

function messageIn(text: string): string | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    const message =
      typeof parsed === 'object' && parsed !== null && 'message' in parsed ? parsed.message : parsed;
    return typeof message === 'string' ? message : JSON.stringify(message);
  } catch {
    // Not JSON: Mesos answers plain text, proxies HTML.
    return undefined;
  }
}

/** A name with several addresses fails with one error for each of them, and none for all. */
export function reason(error: unknown): string {
  const { message, errors } = (error ?? {}) as { readonly message?: unknown; readonly errors?: unknown };
  if (Array.isArray(errors) && errors.length > 0) return errors.map(reason).join(', ');
  return typeof message === 'string' && message !== '' ? message : String(error);
}
