import { cloudConfig } from '../render/cloud-config';
import { envFile } from '../render/env-file';
import { systemdUnit } from '../render/systemd-unit';
import { type BootFeature, type BootFile, joined, plainFile } from './boot-feature';
import type { AgentBootProps } from './boot-props';
import { BOOT_FOLDER } from './boot-units';
import { agentFeatures } from './features';
import { firstScripts } from './fetch-boot';
import { firstBoot } from './first-boot';
import { bakedCheck, machineScript } from './image-recipe';
import { platformRules } from './platform';

/** Some files, and the part of the user data that writes them. */
export interface BootPart {
  readonly files: readonly BootFile[];
  readonly text: string;
}

/** What the agent of a group needs to boot. */
export interface AgentBoot {
  readonly files: readonly BootFile[];
  /** User data, not yet compressed: `#cloud-config` in JSON. */
  readonly cloudConfig: string;
}

/** Where the boot steps read what varies. */
export const AGENT_SETTINGS = '/etc/mesos-spark/agent.env';

/**
 * Fixed scripts, one file of settings, one of the agent's environment and a template of its resources. Equal
 * props give equal bytes.
 * @throws ProblemError on flags and attributes that Mesos refuses
 */
export function agentBoot(props: AgentBootProps): AgentBoot {
  const features = bootFeatures(props);
  const start = agentBootStart(props, features).make();
  const end = agentBootEnd(props, features);
  return { files: [...start.files, ...end.files], cloudConfig: start.text + end.text };
}

/** The part that groups share: scripts, units and commands. It is large, so it is worth keeping. */
export interface SharedPart {
  /** Equal for equal texts. */
  readonly key: string;
  /** Renders the part. */
  readonly make: () => BootPart;
}

/** Scripts, units and commands; they depend on what a group does, not on its figures. */
export function agentBootStart(props: AgentBootProps, features = bootFeatures(props)): SharedPart {
  const { scripts, units, enabled, started } = features;
  const { bakedScripts, userDataReader: reader = 'cloud-init' } = props;
  const names = inUserData(props, scripts);
  const commands =
    bakedScripts === undefined ? props.commands : [bakedCheck(bakedScripts), ...props.commands];
  return {
    key: JSON.stringify([names, units, enabled, started, commands, reader]),
    make: () => {
      const files = [
        ...names.map((name) => script(name, props.script(name))),
        ...units.map(({ name, sections }) => plainFile(`/etc/systemd/system/${name}`, systemdUnit(sections))),
      ];
      const text = cloudConfig({
        ...firstBoot(reader, { commands, enabled, started }),
        write_files: files.map(written),
      });
      return { files, text: cutAt(text, text.lastIndexOf(LIST_END)).before };
    },
  };
}

/** The boot scripts that user data holds itself: all, those that bring the others, or none. */
function inUserData(
  { bakedScripts, fetchedScripts }: AgentBootProps,
  scripts: readonly string[],
): readonly string[] {
  if (bakedScripts !== undefined) return [];
  return fetchedScripts === undefined ? ['lib.sh', ...scripts] : firstScripts(scripts);
}

/** The part of a group: what varies, and the files of the user. */
export function agentBootEnd(props: AgentBootProps, features = bootFeatures(props)): BootPart {
  const { settings, files: own } = features;
  const files = [plainFile(AGENT_SETTINGS, envFile(settings)), ...own, ...props.files];
  const text = cloudConfig({ write_files: files.map(written) });
  return { files, text: `,\n${cutAt(text, text.indexOf(LIST_START) + LIST_START.length).after}` };
}

/** What both parts are made of; worth making once for the two. */
export function bootFeatures(props: AgentBootProps): Required<BootFeature> {
  return joined(agentFeatures(props, platformRules(props.platform, props.role)));
}

/** How canonical JSON, one space a level, begins and ends the list of files, which is its last member. */
const LIST_START = '"write_files": [\n';
const LIST_END = '\n ]\n}\n';

function cutAt(text: string, at: number): { readonly before: string; readonly after: string } {
  return { before: text.slice(0, at), after: text.slice(at) };
}

/** cloud-init and coreos-cloudinit alike give a file to root, with mode 0644, where nothing else is said. */
function written({ path, mode, content }: BootFile) {
  return { path, content, ...(mode === '0644' ? {} : { permissions: mode }) };
}

function script(name: string, source: string): BootFile {
  const content = machineScript(name, source);
  return { path: `${BOOT_FOLDER}/${name}`, mode: '0755', owner: 'root:root', content };
}
