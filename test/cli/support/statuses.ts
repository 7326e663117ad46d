import { API_VERSION, type Condition, type StatusDocument } from '../../../src/manifest';

type Status = StatusDocument['status'];

export function condition(
  type: string,
  status: Condition['status'],
  words: Partial<Condition> = {},
): Condition {
  return {
    type,
    status,
    reason: type,
    message: `it is ${type}`,
    lastTransitionTime: '2026-03-01T02:00:00.000Z',
    ...words,
  };
}

/** A status as an operator writes it. */
export function status(kind: string, name: string, words: Partial<Status> = {}): StatusDocument {
  return {
    apiVersion: API_VERSION,
    kind,
    metadata: { name },
    status: {
      observedGeneration: '0'.repeat(12),
      stack: 'demo',
      conditions: [condition('Ready', 'True', { reason: 'AsDeclared', message: 'all is well' })],
      ...words,
    },
  };
}
