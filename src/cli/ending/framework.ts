import { ProblemError } from '../../domain/core/problem';
import type { FrameworkFacts } from '../../io/mesos-facts';
import { agentsOf, type Cluster, isLive } from '../reading/cluster';
import { isFramework, unknown } from '../reading/cluster-filters';

/**
 * The one framework of that id or name.
 * @throws ProblemError where there is none, or more than one of the name, with the list
 */
export function frameworkNamed(cluster: Cluster, word: string): FrameworkFacts {
  const { frameworks } = cluster;
  const found = frameworks.filter((one) => isFramework(one, word));
  const exact = found.find(({ id }) => id === word);
  const [first, ...more] = exact ? [exact] : found;
  if (!first) {
    const names = frameworks.flatMap(({ id, name }) => [name, id]);
    const wanted = 'a framework that the master knows, by id or name; one that has ended it does not list';
    throw new ProblemError([unknown('FRAMEWORK', word, wanted, names)]);
  }
  if (more.length === 0) return first;
  const list = [first, ...more].map((one) => `\n  ${frameworkText(cluster, one)}`).join('');
  throw new ProblemError([
    {
      at: 'FRAMEWORK',
      found: `${more.length + 1} frameworks of the name ${JSON.stringify(word)}`,
      wanted: `the id of one of them:${list}`,
    },
  ]);
}

/** `etl (ID), active: 3 tasks on agent-1, agent-2`. */
export function frameworkText(cluster: Cluster, { id, name, state }: FrameworkFacts): string {
  const tasks = cluster.tasks.filter((one) => one.frameworkId === id && isLive(one)).length;
  const hosts = agentsOf(cluster, id);
  const MOST = 10;
  const more = hosts.length > MOST ? ` and ${hosts.length - MOST} more` : '';
  const where = hosts.length === 0 ? '' : ` on ${hosts.slice(0, MOST).join(', ')}${more}`;
  return `${name} (${id}), ${state}: ${tasks} ${tasks === 1 ? 'task' : 'tasks'}${where}`;
}
