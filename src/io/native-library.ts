import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Problem } from '../domain/core/problem';
import { type NativeLibrary, nativeLibraryEnvironment } from '../domain/spark/submit/native-library';

/** What a framework misses of libmesos on this machine, by the system's own loader. */
export function nativeLibraryProblems(
  at: string,
  library: NativeLibrary,
  env: Readonly<Record<string, string | undefined>>,
): readonly Problem[] {
  const { libmesos, folder } = library;
  if (!existsSync(libmesos)) {
    return [
      {
        at,
        found: `no ${libmesos}`,
        wanted: 'libmesos.so, which the driver speaks to Mesos through',
        fix: 'copy /opt/mesosphere/lib from a node of DC/OS, or install the package mesos; or run it by --docker',
      },
    ];
  }
  const environment = nativeLibraryEnvironment(library, env['LD_LIBRARY_PATH']);
  const ldd = spawnSync('ldd', [libmesos], { encoding: 'utf8', env: { ...env, ...environment } });
  // Without ldd, and with a libc that has another one, only Spark itself can tell.
  if (ldd.error || ldd.status === null) return [];
  const missing = [...ldd.stdout.matchAll(/^\s*(\S+) => not found/gm)].map((match) => match[1] ?? '');
  if (missing.length > 0) {
    const names = [...new Set(missing)].sort().join(', ');
    const fix =
      folder === undefined
        ? 'install the packages that hold them, or say --native-library with a folder that has them'
        : `put them into ${folder}: the nodes of DC/OS have them in /opt/mesosphere/lib`;
    return [{ at, found: `${libmesos} without ${names}`, wanted: 'everything that it needs', fix }];
  }
  if (ldd.status === 0) return [];
  const said = `${ldd.stdout}${ldd.stderr}`.trim().split('\n')[0] ?? '';
  return [{ at, found: `${libmesos}: ${said}`, wanted: 'a library for this machine' }];
}
