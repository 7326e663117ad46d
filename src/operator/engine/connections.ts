import type { AgentPorts } from '../ports';

/** How many connections a host says that a task's port has; undefined where it does not say, or does not see the task. */
export function connectionsOn(
  host: string,
  port: number,
  ports: ReadonlyMap<string, AgentPorts>,
): number | undefined {
  const answer = ports.get(host);
  const seen = answer?.is === 'known' ? answer.ports.get(port) : undefined;
  // A task runs there: an agent on which nothing listens looks in the wrong place, or does not see.
  return seen?.listening ? seen.connections : undefined;
}
