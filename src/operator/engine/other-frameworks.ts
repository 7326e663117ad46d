import type { Frameworks, Marathon, MesosMaster } from '../ports';

/** Frameworks that may use a shuffle service's files: all but these Marathons, which are frameworks themselves. */
export async function otherFrameworks(
  mesos: MesosMaster,
  marathons: readonly (Marathon | undefined)[],
): Promise<Frameworks> {
  const found = await mesos.frameworks();
  if (found.is === 'unknown') return found;
  const own: (string | undefined)[] = [];
  for (const marathon of marathons) own.push(await frameworkIdOf(marathon));
  return { ...found, frameworks: found.frameworks.filter(({ id }) => !own.includes(id)) };
}

/** One that does not answer counts as a user: its frameworks' id is not known. */
async function frameworkIdOf(marathon: Marathon | undefined): Promise<string | undefined> {
  try {
    return (await marathon?.info())?.frameworkId;
  } catch {
    return undefined;
  }
}
