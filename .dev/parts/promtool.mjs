// promtool of Prometheus, which checks and tests alert rules; made once, kept in the cache.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { alone } from './alone.mjs';
import { cacheFolder } from './cache.mjs';
import { ask, entry, Refusal, say } from './run.mjs';

/** Its program. Debian's package is only unpacked: installed, it would start a server. */
export async function promtool() {
  const { ok, stdout } = ask('sh', ['-c', 'command -v promtool']);
  if (ok) return stdout.trim();
  const program = join(cacheFolder(), 'prometheus/usr/bin/promtool');
  if (!existsSync(program)) {
    await alone(join(cacheFolder(), 'prometheus.lock'), () => {
      if (!existsSync(program)) unpack(join(cacheFolder(), 'prometheus'));
    });
  }
  return program;
}

/** Built aside and renamed, so that an interrupted run leaves nothing half done. */
function unpack(folder) {
  say("set-up: promtool, of Debian's prometheus, some 20 MB");
  const draft = `${folder}.${process.pid}`;
  mkdirSync(dirname(folder), { recursive: true });
  mkdirSync(draft, { recursive: true });
  try {
    // Names of packages may be of yesterday; without the right to ask anew it goes on with these.
    ask('apt-get', ['-q', 'update']);
    demand('apt-get', ['-q', 'download', 'prometheus'], draft);
    const [archive] = readdirSync(draft).filter((name) => name.endsWith('.deb'));
    demand('dpkg-deb', ['-x', archive ?? 'prometheus.deb', '.'], draft);
    rmSync(join(draft, archive ?? 'prometheus.deb'), { force: true });
    if (!existsSync(join(draft, 'usr/bin/promtool'))) throw refusal('the package has no promtool');
    rmSync(folder, { recursive: true, force: true });
    renameSync(draft, folder);
  } finally {
    rmSync(draft, { recursive: true, force: true });
  }
}

function demand(command, args, cwd) {
  const { ok, stderr } = ask(command, args, { cwd });
  if (!ok) throw refusal(`${command} ${args.join(' ')}: ${stderr.trim() || 'not there'}`);
}

function refusal(because) {
  return new Refusal(
    `found no promtool (${because}), wanted it to test the alert rules; install prometheus (Debian and Ubuntu: apt-get install prometheus) or put promtool of its release on the PATH`,
  );
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  await entry(async () => {
    process.stdout.write(`${await promtool()}\n`);
  });
}
