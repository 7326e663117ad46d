import { attempt, shown } from '../../core/problem';
import { oddPortProblems, onlyReservedProblems, sharedPortProblems } from '../../mesos/resource-checks';
import { Resources } from '../../mesos/resources';
import { readResources } from '../../mesos/resources-reader';
import { type Check, check, type Spot } from '../check';
import type { AgentFile } from '../parts';

type Row = Omit<Check, 'needs' | 'look'> & { of(file: AgentFile, value: string): readonly Spot[] };

/** About the value of `MESOS_RESOURCES`. */
const row = ({ of, ...said }: Row): Check =>
  check({
    ...said,
    needs: ['agentFiles'],
    look: ({ agentFiles }) =>
      agentFiles.flatMap((file) => {
        const value = file.variables['MESOS_RESOURCES'];
        return value === undefined ? [] : of(file, value);
      }),
  });

const defaultRole = ({ variables }: AgentFile) => variables['MESOS_DEFAULT_ROLE'] || '*';

const isText = (value: string) => !value.trim().startsWith('[');

/** Files that an agent of DC/OS reads. */
const isDcos = (file: string) =>
  /(^|\/)(var\/lib\/dcos|opt\/mesosphere|etc\/mesosphere)\//.test(file) ||
  /(^|\/)mesos-(slave-common|resources)$/.test(file);

const at = ({ file }: AgentFile) => `${file}, MESOS_RESOURCES`;

/** About files that set an agent's environment. */
export const agentFileChecks: readonly Check[] = [
  row({
    id: 'ResourcesRefused',
    severity: 'error',
    title: 'an agent would refuse its resources',
    why: 'The agent ends at its start, with these words in its log.',
    of: (file, value) => {
      const read = readResources(value, defaultRole(file));
      return 'error' in read
        ? [
            {
              where: at(file),
              found: shown(value),
              wanted: 'what an agent accepts',
              fix: `Mesos says: ${read.error}`,
            },
          ]
        : [];
    },
  }),
  row({
    id: 'ResourcesAsText',
    severity: 'error',
    title: 'resources in the text form on DC/OS',
    why: 'The start script of a DC/OS agent reads MESOS_RESOURCES as JSON and ends with "Invalid MESOS_RESOURCES JSON": the agent never starts. Mesos itself reads both.',
    of: (file, value) =>
      isDcos(file.file) && isText(value)
        ? [
            {
              where: at(file),
              found: shown(value),
              wanted: 'a JSON list on one line, in single quotes',
              fix: 'mesos-spark validate resources --output json prints the value as JSON',
            },
          ]
        : [],
  }),
  row({
    id: 'ResourcesIncomplete',
    severity: 'error',
    title: 'mesos-resources without disk',
    why: 'If /var/lib/dcos/mesos-resources exists DC/OS looks for no volumes: what is not in it is not there, neither the root disk nor /dcos/volumeN.',
    of: (file, value) => {
      const read = attempt(() => Resources.parse(value, defaultRole(file)));
      if (!/(^|\/)mesos-resources$/.test(file.file) || 'problems' in read) return [];
      return read.value.owners('disk').length > 0
        ? []
        : [
            {
              where: at(file),
              found: `only ${read.value.names().join(', ')}`,
              wanted: 'disk as well, with every volume',
              fix: 'write the resources into /var/lib/dcos/mesos-slave-common and remove this file: DC/OS adds the disks',
            },
          ];
    },
  }),
  row({
    id: 'ResourcesOnlyReserved',
    severity: 'error',
    title: 'the file leaves nothing of a resource for others',
    why: 'Naming a resource for one role ends its detection for everybody.',
    of: (file, value) => judged(file, value, (all) => onlyReservedProblems(all, defaultRole(file))),
  }),
  row({
    id: 'ResourcesSharePort',
    severity: 'error',
    title: 'the file gives a port to two roles',
    why: 'An agent accepts that, and the master offers the port to both.',
    of: (file, value) => judged(file, value, sharedPortProblems),
  }),
  row({
    id: 'ResourcesOddPort',
    severity: 'error',
    title: 'ports that nobody means',
    why: 'ports:7337 is an amount to Mesos and not a port, and nobody listens above 65535. An agent takes both.',
    of: (file, value) => judged(file, value, oddPortProblems),
  }),
  check({
    id: 'PublicAttributeLost',
    severity: 'warning',
    title: 'a public agent loses its attribute public_ip',
    why: 'MESOS_ATTRIBUTES in an override replaces what DC/OS says of a public agent, public_ip:true, which other packages look for.',
    needs: ['agentFiles'],
    look: ({ agentFiles }) =>
      agentFiles.flatMap(({ file, variables }) => {
        const attributes = variables['MESOS_ATTRIBUTES'];
        const isPublic = variables['MESOS_DEFAULT_ROLE'] === 'slave_public';
        if (!isPublic || attributes === undefined || /(^|;)public_ip:/.test(attributes)) return [];
        return [
          {
            where: `${file}, MESOS_ATTRIBUTES`,
            found: shown(attributes),
            wanted: 'public_ip:true among them',
            fix: 'add public_ip:true',
          },
        ];
      }),
  }),
];

function judged(
  file: AgentFile,
  value: string,
  of: (all: Resources) => readonly { readonly at: string; readonly found: string; readonly wanted: string }[],
): readonly Spot[] {
  const read = attempt(() => of(Resources.parse(value, defaultRole(file))));
  if ('problems' in read) return [];
  return read.value.map((one) => ({
    where: at(file),
    found: `${one.at} ${one.found}`,
    wanted: one.wanted,
    fix: 'mesos-spark validate resources shows what an agent makes of a value',
  }));
}
