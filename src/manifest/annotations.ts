import type { Metadata } from './meta';

/**
 * A person says that these agents never come back: hostnames, separated by commas or spaces. The slots that
 * their lost tasks hold are then given up.
 *
 * Take a name out again once its slot is free: it also holds for a later machine with the same hostname, whose
 * task would be given up while that machine is only away for a moment.
 */
export const GONE_AGENTS_ANNOTATION = 'mesos-spark/gone-agents';

/**
 * On a manifest under `declared/`: the stack of Terraform that declared the name before and whose index is gone for
 * good, by its name. Without it what is declared here waits for that stack to come back.
 */
export const TAKES_OVER_ANNOTATION = 'mesos-spark/takes-over';

/** The hostnames that {@link GONE_AGENTS_ANNOTATION} names, without repetition. */
export function goneAgents(metadata: Pick<Metadata, 'annotations'>): readonly string[] {
  const text = metadata.annotations?.[GONE_AGENTS_ANNOTATION] ?? '';
  return [...new Set(text.split(/[\s,]+/).filter((name) => name !== ''))].sort();
}
