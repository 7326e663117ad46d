import { envFile } from '../render/env-file';
import { minifiedShell } from '../render/shell-minify';
import { BOOT_FOLDER } from './boot-units';
import { type Platform, platformRules } from './platform';

/** Where the machine's scripts say what their comments are. */
const NOTE = 'Commented: constructs/boot of npm package cdktf-mesos-spark';

/** Of `constructs/boot`, what no agent runs. */
const NOT_OF_AGENTS = ['bake.sh', 'marathon.sh', 'operator.sh'];

/** Ends the scripts within the printed one; no line of theirs is it, for theirs are commands. */
const END = 'END_OF_MESOS_SPARK';

/** Lower-case hex SHA-256 of a text in UTF-8. */
type Sha256 = (text: string) => string;

/** A boot script as it arrives on a machine, in user data and in an image alike. */
export function machineScript(name: string, source: string): string {
  return minifiedShell(name, source, NOTE);
}

/** The scripts of agents, as an image holds them. */
export interface BakedScripts {
  readonly scripts: Readonly<Record<string, string>>;
  /** What `sha256sum -c` reads. */
  readonly checksums: string;
  /** Of the checksums, and so of all scripts: what user data asks an image for. */
  readonly digest: string;
}

/** @param sources the files of `constructs/boot` by name */
export function bakedScripts(sources: Readonly<Record<string, string>>, sha256: Sha256): BakedScripts {
  const names = Object.keys(sources)
    .filter((name) => !NOT_OF_AGENTS.includes(name))
    .sort();
  const scripts = Object.fromEntries(names.map((name) => [name, machineScript(name, sources[name] ?? '')]));
  const checksums = Object.entries(scripts)
    .map(([name, text]) => `${sha256(text)}  ${name}\n`)
    .join('');
  return { scripts, checksums, digest: sha256(checksums) };
}

/**
 * A command line for a shell that ends it unless the image holds these scripts, unchanged, and says so on the
 * console. Without them no step of the boot could say anything.
 */
export function bakedCheck(digest: string): string {
  const status = '/run/mesos-spark/status';
  const reason = `found no boot scripts ${digest} in ${BOOT_FOLDER} of this image, wanted those that bootScripts of AgentImage promises; bake the image again or leave bootScripts out`;
  return [
    `(cd ${BOOT_FOLDER} && echo "${digest}  SHA256SUMS" | sha256sum -c --status && sha256sum -c --status SHA256SUMS)`,
    `{ mkdir -p ${status}; printf 'failed\\n%s\\n' '${reason}' >${status}/image; echo 'mesos-spark image: FAILED: ${reason}' | tee /dev/console; exit 1; }`,
  ].join(' || ');
}

export interface ImageRecipe {
  readonly platform: Platform;
  readonly baked: BakedScripts;
  /** The text of `constructs/boot/bake.sh`. */
  readonly bake: string;
  /** The version of this library. */
  readonly version: string;
}

/** One script for a builder machine that writes the boot scripts and installs what they would. */
export function imageScript({ platform, baked, bake, version }: ImageRecipe): string {
  const rules = platformRules(platform, 'private');
  const settings = envFile({ ...rules.settings, DOCKER: 'yes', AGENT_UNIT: rules.agentUnits[0] ?? '' });
  return [
    '#!/bin/sh\n',
    `# Bakes an image for agents of ${platform.kind}: the boot scripts of cdktf-mesos-spark ${version} and what they install.\n`,
    '# For root on a builder machine; removes what two machines must not share, its identity and host keys too.\n',
    'set -eu\n',
    `DIGEST=${baked.digest}\n`,
    `INSTALLER=${rules.scripts[0]}\n\n`,
    `write_scripts() {\n${scriptsArchive(baked)}}\n\n`,
    `write_settings() {\ncat <<'${END}'\n${settings}${END}\n}\n\n`,
    bake,
  ].join('');
}

/** Commands for a shell that write the scripts, and their checksums, to the folder `$1`. */
export function scriptsArchive({ scripts, checksums }: BakedScripts): string {
  return Object.entries({ ...scripts, SHA256SUMS: checksums })
    .map(([name, text]) => `cat >"$1/${name}" <<'${END}'\n${text}${END}\n`)
    .join('');
}
