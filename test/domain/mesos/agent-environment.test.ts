import { Duration } from '../../../src/domain/core/duration';
import { Size } from '../../../src/domain/core/size';
import { agentEnvironment, type FlagPlatform } from '../../../src/domain/mesos/agent-environment';
import { agentFlagFacts } from '../../../src/domain/mesos/agent-flag-facts';
import type { AgentFlags } from '../../../src/domain/mesos/agent-flags';
import recording from '../../contract/recordings/mesos/agent-flags.json';

test('knows the flags that the agent lists, with the defaults that it has', () => {
  expect(
    agentFlagFacts.map((fact) => ({
      name: fact.name,
      boolean: fact.is === 'boolean',
      ...('default' in fact && { default: fact.default }),
      ...('deprecated' in fact && { deprecated: fact.deprecated }),
    })),
  ).toEqual(recording.flags);
});

test('writes each flag in the units of Mesos, sorted by name', () => {
  const flags: AgentFlags = {
    gcDelay: '48h',
    dockerRemoveDelay: Duration.hours(1),
    fetcherCacheSize: '2g',
    defaultContainerShmSize: Size.bytes(1025),
    strict: false,
    gcDiskHeadroom: 0.1,
    maxCompletedExecutorsPerFramework: 50,
    containerizers: ['docker', 'mesos'],
    isolation: 'cgroups/cpu,cgroups/mem',
    reconfigurationPolicy: 'additive',
    executorEnvironmentVariables: { B: 'x y', A: '"' },
    imageGcConfig: 'file:///etc/mesos/image-gc.json',
    modules: '{"libraries": []}',
    credential: 'file:///run/mesos/credential.json',
    ip6DiscoveryCommand: '/opt/ip6',
  };
  expect(Object.entries(agentEnvironment(flags))).toEqual([
    ['MESOS_CONTAINERIZERS', 'docker,mesos'],
    ['MESOS_CREDENTIAL', 'file:///run/mesos/credential.json'],
    ['MESOS_DEFAULT_CONTAINER_SHM_SIZE', '1025B'],
    ['MESOS_DOCKER_REMOVE_DELAY', '1hrs'],
    ['MESOS_EXECUTOR_ENVIRONMENT_VARIABLES', '{"A":"\\"","B":"x y"}'],
    ['MESOS_FETCHER_CACHE_SIZE', '2GB'],
    ['MESOS_GC_DELAY', '2days'],
    ['MESOS_GC_DISK_HEADROOM', '0.1'],
    ['MESOS_IMAGE_GC_CONFIG', 'file:///etc/mesos/image-gc.json'],
    ['MESOS_IP6_DISCOVERY_COMMAND', '/opt/ip6'],
    ['MESOS_ISOLATION', 'cgroups/cpu,cgroups/mem'],
    ['MESOS_MAX_COMPLETED_EXECUTORS_PER_FRAMEWORK', '50'],
    ['MESOS_MODULES', '{"libraries":[]}'],
    ['MESOS_RECONFIGURATION_POLICY', 'additive'],
    ['MESOS_STRICT', 'false'],
  ]);
});

test('takes what it does not know through the escape hatch', () => {
  expect(
    agentEnvironment({ customFlags: { xfs_project_range: '[5000-10000]', gc_delay: '1weeks' } }),
  ).toEqual({
    MESOS_GC_DELAY: '1weeks',
    MESOS_XFS_PROJECT_RANGE: '[5000-10000]',
  });
  expect(agentEnvironment({ customFlags: { port: '5055' } }, 'dcos')).toEqual({ MESOS_PORT: '5055' });
});

const inName = 'an unknown one goes into customFlags';

test.each<readonly [unknown, FlagPlatform, string]>([
  [
    { gcDelai: '2days' },
    'mesos',
    `gcDelai: found a flag that mesos-agent does not have, wanted one that it has, perhaps gcDelay; ${inName}`,
  ],
  [
    { gc_delay: '2days' },
    'mesos',
    `gc_delay: found a flag that mesos-agent does not have, wanted one that it has, perhaps gcDelay; ${inName}`,
  ],
  [
    { frobnicate: 1 },
    'mesos',
    `frobnicate: found a flag that mesos-agent does not have, wanted one that it has; ${inName}`,
  ],
  [{ constructor: 'x' }, 'mesos', 'constructor: found a flag that mesos-agent does not have'],
  [
    { gcDelay: '2' },
    'mesos',
    'gcDelay: found "2", wanted a number with a unit, such as "120s", "10mins" or "2days"',
  ],
  [
    { fetcherCacheSize: 'lots' },
    'mesos',
    'fetcherCacheSize: found "lots", wanted a number with a unit, such as "512m" or "4g"',
  ],
  [{ strict: 'yes' }, 'mesos', 'strict: found "yes", wanted true or false'],
  [{ port: 70000 }, 'mesos', 'port: found 70000, wanted a whole number from 1 to 65535'],
  [{ gcDiskHeadroom: 2 }, 'mesos', 'gcDiskHeadroom: found 2, wanted a number from 0 to 1'],
  [{ maxCompletedExecutorsPerFramework: 1.5 }, 'mesos', 'found 1.5, wanted a whole number from 0 to'],
  [
    { reconfigurationPolicy: 'any' },
    'mesos',
    'reconfigurationPolicy: found "any", wanted one of equal, additive',
  ],
  [
    { hostname: '' },
    'mesos',
    'hostname: found an empty text, wanted a value; leave the flag out to have its default',
  ],
  [
    { hostname: 'a\nMESOS_STRICT=' },
    'mesos',
    'hostname: found "a\\nMESOS_STRICT=", wanted a value of one line',
  ],
  [{ hostname: 3 }, 'mesos', 'hostname: found 3, wanted a text'],
  [{ modules: '{' }, 'mesos', 'modules: found "{", wanted an object, JSON, or file:///path'],
  [
    { containerizers: ['docker,mesos'] },
    'mesos',
    'containerizers: found "docker,mesos", wanted words without commas',
  ],
  [
    { resources: 'cpus:1' },
    'mesos',
    'resources: found a flag that is not set here, wanted it left out; say it with reservations and ports',
  ],
  [
    { workDir: '/x' },
    'dcos',
    'workDir: found a flag that is not set here, wanted it left out; it follows from the storage',
  ],
  [
    { customFlags: { nvidia_gpu_devices: '0,1' } },
    'dcos',
    'customFlags.nvidia_gpu_devices: found a flag that is not set here, wanted it left out; an agent with the isolation gpu/nvidia offers all GPUs; one with a choice of them does not start',
  ],
  [
    { port: 5055 },
    'dcos',
    'port: found a flag that DC/OS sets itself and relies on, wanted it left out; if you must, customFlags: { port: … } sets it all the same',
  ],
  [
    { customFlags: { master: 'zk://x/mesos' } },
    'mesos',
    'customFlags.master: found a flag that is not set here',
  ],
  [
    { customFlags: { 'A-b': 'x' } },
    'mesos',
    'customFlags.A-b: found "A-b", wanted a name as on the command line, such as "gc_delay"',
  ],
  [{ customFlags: { frob: '' } }, 'mesos', 'customFlags.frob: found an empty text'],
  [
    { gcDelay: '2days', customFlags: { gc_delay: '1weeks' } },
    'mesos',
    'customFlags.gc_delay: found also given as gcDelay, wanted one of the two',
  ],
])('fails on %j on %s', (flags, platform, words) => {
  expect(() => agentEnvironment(flags as AgentFlags, platform)).toThrow(words);
});

test.each([
  { credential: '{"principal":"a","secret":"hunter2"}' },
  { credential: 'hunter2' },
  { httpCredentials: 'file:///{"secret":"hunter2"}' },
  { dockerConfig: '{"auths":{"r":{"auth":"hunter2"}}}' },
  { jwtSecretKey: 'hunter2' },
  { customFlags: { jwt_secret_key: 'hunter2' } },
  { dockerRegistry: 'https://me:hunter2@registry.example' },
  { customFlags: { proxy: 'http://me:hunter2@proxy.example' } },
])('fails on a secret as a value and does not repeat it: %j', (flags: AgentFlags) => {
  let message = '';
  try {
    agentEnvironment(flags);
  } catch (error) {
    message = String(error);
  }
  expect(message).toMatch(/a value that is no path|a URL with a password/);
  expect(message).not.toContain('hunter2');
});

test('fails on all that is wrong at once', () => {
  expect(() => agentEnvironment({ gcDelay: 'x', hostname: '', customFlags: { B: 'x' } })).toThrow(
    /^gcDelay: .*\nhostname: .*\ncustomFlags\.B: .*$/,
  );
});

test.each<[AgentFlags, '1.1' | '1.4' | '1.10', string]>([
  [
    { reconfigurationPolicy: 'additive' },
    '1.4',
    'reconfigurationPolicy: found a flag that Mesos has since 1.5',
  ],
  [{ domain: '{}' }, '1.1', 'domain: found a flag that Mesos has since 1.4, and agents of Mesos 1.1'],
  [{ csiPluginConfigDir: '/etc/csi' }, '1.10', 'or agents of Mesos 1.11 or later'],
  [
    { customFlags: { agent_features: '{}' } },
    '1.4',
    'customFlags.agent_features: found a flag that Mesos has',
  ],
])('refuses what the agents do not know yet: %j on %s', (flags, release, message) => {
  expect(() => agentEnvironment(flags, 'mesos', release)).toThrow(message);
  // Where nobody said what they are, it is taken, and by the release that has it.
  expect(Object.keys(agentEnvironment(flags))).toHaveLength(1);
  expect(Object.keys(agentEnvironment(flags, 'mesos', '1.11'))).toHaveLength(1);
});

test('what is in every release may be used with the oldest', () => {
  expect(agentEnvironment({ gcDelay: '2days', strict: false }, 'mesos', '1.1')).toEqual({
    MESOS_GC_DELAY: '2days',
    MESOS_STRICT: 'false',
  });
});
