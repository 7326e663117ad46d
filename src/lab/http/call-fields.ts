import type { LabResponse } from './route';

export type Fields = Readonly<Record<string, unknown>>;

/** Thrown where a call is answered with an error: plain text, as the master writes it. */
export class CallError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

export function plainText(status: number, body: string): LabResponse {
  return { status, body, headers: { 'Content-Type': 'text/plain; charset=utf-8' } };
}

export function forbidden(): CallError {
  return new CallError(403, '403 Forbidden.');
}

export function readCall(body: string): Fields {
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch {
    throw new CallError(400, 'Failed to parse body into JSON: syntax error at line 1 near: ');
  }
  if (!isFields(parsed)) {
    throw new CallError(400, 'Failed to convert JSON into Call protobuf: Expecting a JSON object');
  }
  return parsed;
}

export function fieldsOf(call: Fields, name: string): Fields {
  const fields = call[name];
  if (fields === undefined)
    throw new CallError(400, `Failed to validate master::Call: Expecting '${name}' to be present`);
  if (!isFields(fields)) throw notExpected(fields, name);
  return fields;
}

/** An id as `{"value": …}`. */
export function idOf(fields: Fields, name: string, call: string): string {
  const id = fields[name];
  if (id === undefined) {
    throw new CallError(
      400,
      `Failed to convert JSON into Call protobuf: Missing required fields: ${call}.${name}`,
    );
  }
  if (!isFields(id)) throw notExpected(id, name);
  return String(id['value'] ?? '');
}

export function notExpected(value: unknown, field: string): CallError {
  const type = Array.isArray(value) ? 'array' : typeof value;
  return new CallError(
    400,
    `Failed to convert JSON into Call protobuf: Not expecting a JSON ${type} for field '${field}'`,
  );
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
