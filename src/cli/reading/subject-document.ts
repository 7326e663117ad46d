import { API_VERSION } from '../../manifest';
import { type Subject, summary } from './subject';

/**
 * A subject for machines, as Kubernetes shows one: the manifest as it is written, with `status` as the operator wrote
 * it. `observed` is what is said nowhere else: the one-line summary, and what is wrong with manifest or status.
 */
export function subjectDocument(subject: Subject): Readonly<Record<string, unknown>> {
  const { kind, name, declared, status, stack, by, generation, hold } = subject;
  const manifest =
    declared.is === 'read' && typeof declared.json === 'object' && declared.json !== null
      ? (declared.json as Readonly<Record<string, unknown>>)
      : { apiVersion: API_VERSION, kind, metadata: { name } };
  return {
    ...manifest,
    ...(status ? { status } : {}),
    observed: { ...summary(subject), manifest: declared.is, stack, by, generation, hold },
  };
}
