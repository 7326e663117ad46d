import type { Json } from '../world/zeppelin/zeppelin';
import { htmlError } from './html-error';
import type { LabResponse } from './route';

/** Every answer of the API is wrapped in one of these. */
export function told(status: number, word: string, more: Readonly<Record<string, Json>> = {}): LabResponse {
  return { status, body: { status: word, ...more } };
}

export const okWith = (body: Json) => told(200, 'OK', { message: '', body });

export const done = () => told(200, 'OK');

/** What a Java exception comes out as where nobody caught it. */
export function exception(name: string, message: string): LabResponse {
  const stacktrace = `java.lang.${name}: ${message}\n\tat org.apache.zeppelin.rest.InterpreterRestApi`;
  return { status: 500, body: { exception: name, message, stacktrace } };
}

/** 0.10.0 on Jetty 9.4: what is no path or no method of the API. */
export const notFoundPage = (path: string) => htmlError(404, 'Not Found', path);
export const noMethodPage = (path: string) => htmlError(405, 'Method Not Allowed', path);
