import { type Problem, rejectIf, shown } from '../../domain/core/problem';
import { manifestName } from '../../manifest';

/** The drain of an agent is named after it, so that `drain` and `uncordon` find the same one. @throws ProblemError */
export function drainName(agent: string): string {
  const name = agent
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  if (manifestName.safeParse(name).success) return name;
  const wanted =
    'a hostname or the id of an agent whose letters and digits make a name of 63 characters at most';
  const problem: Problem = {
    at: 'AGENT',
    found: shown(agent),
    wanted,
    fix: 'write an AgentDrain, and apply it',
  };
  rejectIf([problem]);
  throw new Error('unreachable: there was a problem');
}
