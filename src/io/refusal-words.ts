import { answerText, type HttpAnswer, wordsOf } from './http-answer';
import { isFields } from './shape';

const MOST_NAMED = 10;

/** What Metronome says to a request that it refuses, without what was sent; a 422 says in `details` which field and why. */
export function refusalWords(answer: HttpAnswer): string {
  const message = answerText(answer);
  const details = detailsOf(answer);
  if (details.length === 0) return message;
  const lines = details.slice(0, MOST_NAMED).map((one: unknown) => {
    const { path, errors } = isFields(one) ? one : { path: undefined, errors: one };
    const text = Array.isArray(errors) ? errors.map(String).join(', ') : String(errors);
    return wordsOf(answer, path ? `${String(path)} ${text}` : text, 200);
  });
  const more = details.length > MOST_NAMED ? [`and ${details.length - MOST_NAMED} more`] : [];
  return `${message}: ${[...lines, ...more].join('; ')}`;
}

function detailsOf(answer: HttpAnswer): readonly unknown[] {
  try {
    const value: unknown = JSON.parse(answer.body.toString('utf8'));
    const details = isFields(value) ? value['details'] : undefined;
    return Array.isArray(details) ? details : [];
  } catch {
    return [];
  }
}
