import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { agentBoot } from '../../../src/domain/agent/boot';
import { DCOS_RELEASES, dcosFacts } from '../../../src/domain/agent/dcos-release';
import { DEFAULT_HEALTH } from '../../../src/domain/agent/health';
import type { Platform } from '../../../src/domain/agent/platform';
import { agentFlagFacts, type FlagFact } from '../../../src/domain/mesos/agent-flag-facts';
import { MESOS_RELEASES } from '../../../src/domain/mesos/mesos-release';
import { bootProps, DCOS, MESOS } from '../../support/agent-boot';
import { unitPicture, unitScripts } from '../../support/unit-order';

const PAGE = path.join(__dirname, '../../../docs/platforms.md');

/** Parts of the page that are made of what agents are made of. */
const PARTS: Readonly<Record<string, () => string>> = {
  'dcos-releases': () =>
    [
      '| DC/OS | Mesos | SELinux | groups | further commands | ports that must be free | read the fault domain besides the agent | masters give up lost agents |',
      '|---|---|---|---|---|---|---|---|',
      ...DCOS_RELEASES.map((release) => {
        const { mesos, selinux, groups, commands, ports, faultDomainReaders, removalRate } =
          dcosFacts[release];
        const cells = [
          release,
          mesos,
          selinux,
          groups.join(', '),
          commands.join(', '),
          ports.replaceAll(',', ', '),
        ];
        return `| ${[...cells, faultDomainReaders.join(', '), removalRate].join(' | ')} |`;
      }),
      '',
    ].join('\n'),
  'mesos-flags': () =>
    [
      '| Mesos | new flags |',
      '|---|---|',
      ...MESOS_RELEASES.slice(1).map((release) => {
        const facts: readonly FlagFact[] = agentFlagFacts;
        const names = facts.filter(({ since }) => since === release).map(({ name }) => `\`${name}\``);
        return `| ${release} | ${names.join(', ')} |`;
      }),
      '',
    ].join('\n'),
  'dcos-order': () => unitPicture(files(DCOS)),
  'mesos-order': () => unitPicture(files(MESOS)),
  'dcos-scripts': () => unitScripts(files(DCOS)),
  'mesos-scripts': () => unitScripts(files({ ...MESOS, configuration: 'files' } as Platform)),
};

function files(platform: Platform) {
  return agentBoot(bootProps(platform, 'private', { health: DEFAULT_HEALTH })).files;
}

test.each(Object.entries(PARTS))('the page shows what is: %s', (name, make) => {
  const page = readFileSync(PAGE, 'utf8');
  const [begin, end] = [`<!-- made: ${name} -->\n`, `<!-- end: ${name} -->\n`];
  const from = page.indexOf(begin) + begin.length;
  const to = page.indexOf(end);
  expect(to).toBeGreaterThan(begin.length);
  if (process.env['UPDATE_GOLDEN'] === '1')
    writeFileSync(PAGE, page.slice(0, from) + make() + page.slice(to));
  expect(readFileSync(PAGE, 'utf8')).toContain(`${begin}${make()}${end}`);
});
