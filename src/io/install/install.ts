import { spawnSync } from 'node:child_process';
import { lstat, mkdir, readFile, readlink, rename, rm, stat, symlink } from 'node:fs/promises';
import path from 'node:path';
import type { InstallStep } from '../../domain/spark/install/step';
import { fileDigest } from '../file-digest';
import { writeWhole } from '../whole-file';
import { fetchedFile, fetchedText, unpacked } from './fetched';

export interface InstallWorld {
  /** Everything is put below it. `/` is this machine itself. */
  readonly root: string;
  /** Only say what would be done. */
  readonly dryRun: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** What a step did, or would do. */
export interface Done {
  readonly did: 'unchanged' | 'changed';
  readonly text: string;
}

/** Makes one step, unless it is made already. @throws Error where it fails; then nothing of it is left */
export async function makeStep(step: InstallStep, world: InstallWorld): Promise<Done> {
  switch (step.do) {
    case 'unpack':
      return change(
        world,
        `unpack ${step.archive.source} to ${step.to}`,
        await isThere(below(world, step.to)),
        () => unpacked(step, below(world, step.to), world.env),
      );
    case 'file': {
      const to = below(world, step.to);
      const same = (await isThere(to)) && (await fileDigest(to, step.file.algorithm)) === step.file.digest;
      return change(world, `fetch ${step.file.source} to ${step.to}`, same, () =>
        fetchedFile(step.file, to, world.env),
      );
    }
    case 'settings':
      return settings(step, world);
    case 'copy':
      return written(world, step.to, await readFile(step.from, 'utf8'), 0o644);
    case 'write':
      return written(world, step.to, step.text, step.mode);
    case 'link':
      return linked(step, world);
    case 'start':
      return started(step.unit, world);
  }
}

/** Absolute paths of the machine, below its root. */
const below = ({ root }: InstallWorld, to: string) => path.join(root, to);

async function change(
  world: InstallWorld,
  text: string,
  same: boolean,
  make: () => Promise<unknown>,
): Promise<Done> {
  if (same) return { did: 'unchanged', text };
  if (!world.dryRun) await make();
  return { did: 'changed', text };
}

async function settings(step: InstallStep & { do: 'settings' }, world: InstallWorld): Promise<Done> {
  const texts = await Promise.all(step.names.map((name) => fetchedText(step.from, name, world.env)));
  // All are read before the first is written, so that what is missing changes nothing.
  const done: Done[] = [];
  for (const [i, name] of step.names.entries()) {
    done.push(await written(world, `${step.to}/${name}`, texts[i] ?? '', 0o644));
  }
  const did = done.some((one) => one.did === 'changed') ? 'changed' : 'unchanged';
  return { did, text: `copy ${step.names.join(' and ')} from ${step.from} to ${step.to}` };
}

async function written(world: InstallWorld, to: string, text: string, mode: number): Promise<Done> {
  const file = below(world, to);
  const found = await readFile(file, 'utf8').catch(() => undefined);
  return change(world, `write ${to}`, found === text, () => writeWhole(file, text, mode));
}

async function linked({ at, to }: InstallStep & { do: 'link' }, world: InstallWorld): Promise<Done> {
  const file = below(world, at);
  const found = await readlink(file).catch(() => undefined);
  if (found === undefined && (await isThere(file))) {
    throw new Error(`${at}: found something that is no link, wanted a link to ${to}; move it away`);
  }
  return change(world, `link ${at} to ${to}`, found === to, async () => {
    await mkdir(path.dirname(file), { recursive: true });
    const draft = `${file}.${process.pid}.new`;
    await rm(draft, { force: true });
    await symlink(to, draft);
    await rename(draft, file);
  });
}

/** Below another root nothing runs; the link among the wants starts it with the machine. */
async function started(unit: string, world: InstallWorld): Promise<Done> {
  const text = `start ${unit}`;
  if (world.root !== '/' || !(await stat('/run/systemd/system').catch(() => undefined))) {
    return { did: 'unchanged', text: `${text} with the machine` };
  }
  const isActive = () => spawnSync('systemctl', ['is-active', '--quiet', unit]).status === 0;
  const isFresh = () =>
    spawnSync('systemctl', ['show', '--property=NeedDaemonReload', '--value', unit], {
      encoding: 'utf8',
    }).stdout?.trim() === 'no';
  return change(world, text, isFresh() && isActive(), async () => {
    for (const words of [['daemon-reload'], ['restart', unit]]) {
      const { status, stderr } = spawnSync('systemctl', words, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`systemctl ${words.join(' ')}: ${stderr?.trim()}`);
    }
  });
}

async function isThere(file: string): Promise<boolean> {
  return (await lstat(file).catch(() => undefined)) !== undefined;
}
