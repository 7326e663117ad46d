import { execFileSync } from 'node:child_process';
import path from 'node:path';
import type { Hardware } from './machine';
import { namespaces } from './namespaces';
import { virtual } from './virtual';

/** Whether machines are virtual ones with a kernel of their own: minutes instead of seconds (`npm run test:vm`). */
export const VIRTUAL = process.env['MESOS_SPARK_MACHINES'] === 'virtual';

/** How long a test may take that boots several times. */
export const LIMIT = VIRTUAL ? 1_800_000 : 300_000;

let made: Hardware | undefined;

/** Makes the root that machines boot from where there is none yet; says what is missing for it. */
export function hardware(): Hardware {
  made ??= VIRTUAL ? virtual(bootRoot()) : namespaces(bootRoot());
  return made;
}

/** The system that machines boot; a folder. */
export function bootRoot(): string {
  const script = path.join(__dirname, '../../../.dev/parts/boot-root.mjs');
  const args = VIRTUAL ? [script, '--kernel'] : [script];
  return execFileSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}
