// The user's cache folder: what is downloaded once serves every clone.
import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { isAbsolute, join } from 'node:path';

/** `$XDG_CACHE_HOME/cdktf-mesos-spark`, by default under `~/.cache`; a relative value is ignored, as XDG says. */
export function cacheFolder(env = process.env) {
  const base = env.XDG_CACHE_HOME;
  return join(base && isAbsolute(base) ? base : join(homedir(), '.cache'), 'cdktf-mesos-spark');
}

/** A short name that changes with any of the parts. */
export function key(...parts) {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 16);
}
