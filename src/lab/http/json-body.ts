import { Failure } from '../world/marathon/failure';

/** @throws Failure 400 in Marathon's words where the body is no JSON */
export function readJson(body: string): unknown {
  try {
    return JSON.parse(body) as unknown;
  } catch (error) {
    throw new Failure(400, 'Invalid JSON', { details: describe(body, error) });
  }
}

function describe(body: string, error: unknown): string {
  const text = body.trimEnd();
  if (text === '') return 'No content to map due to end-of-input';
  const position = /position (\d+)/.exec(String(error))?.[1];
  const cut = /end of JSON|Unterminated/.test(String(error)) || Number(position) >= text.length;
  if (cut) return 'Unexpected end-of-input within/between Object entries';
  return `Unexpected character: ${String((error as Error).message)}`;
}
