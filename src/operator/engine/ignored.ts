import type { Findings } from './findings';
import type { Item } from './item';

const REASON = 'DeclaredTwice';

/** Who else declares the name is told where people look: his word has no status of its own. */
export function withIgnored(found: Findings, { kind, name, stack, source, ignored = [] }: Item): Findings {
  const others = (found.status.warnings ?? []).filter(({ reason }) => reason !== REASON);
  const { warnings: _, ...status } = found.status;
  const { warnings: __, ...rest } = found;
  const whose = source === 'manifests' ? `Terraform's ${stack}` : stack;
  const ours = ignored.map((key) => ({
    severity: 'warning' as const,
    reason: REASON,
    message: `${key}: found ${kind}/${name}, which ${whose} declares, wanted each name once; what it says is ignored`,
  }));
  const warnings = [...others, ...ours];
  if (warnings.length === 0) return { ...rest, status };
  const told = found.warnings || ours.length > 0 ? { warnings } : {};
  return { ...rest, ...told, status: { ...status, warnings } };
}
