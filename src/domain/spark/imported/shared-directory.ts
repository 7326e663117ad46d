import type { WrittenApp } from './written-app';

/**
 * The directory that a hand-made service shares with executors, as far as the app tells: where it wipes, its only
 * writable volume, or SPARK_LOCAL_DIRS.
 */
export function sharedDirectoryOf({ start, volumes, env }: WrittenApp): string | undefined {
  const wiped = start.wipes.flatMap((text) => /(\/\S+?)\/(?:spark|blockmgr)-/.exec(text)?.[1] ?? []);
  const same = volumes.filter(({ host, container }) => host === container).map(({ host }) => host);
  const candidates = [...wiped, ...(same.length === 1 ? same : []), ...localDirectories(env)];
  return candidates[0];
}

function localDirectories(env: Readonly<Record<string, string>>): readonly string[] {
  const directories = (env['SPARK_LOCAL_DIRS'] ?? '').split(',').filter((one) => one.startsWith('/'));
  return directories.length === 1 ? directories : [];
}
