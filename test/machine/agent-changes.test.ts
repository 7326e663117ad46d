import { gunzipSync } from 'node:zlib';
import type { AgentGroupProps } from '../../constructs/agent-group-props';
import { expectAgent } from './support/agent';
import { INSTANCE_STORE } from './support/disk';
import { groupUserData } from './support/group';
import { hardware, LIMIT } from './support/hardware';
import { Machine } from './support/machine';
import type { Report } from './support/report';
import { BE_NEW, TAKE } from './support/told';

describe('a machine that is told of a change', () => {
  let machine: Machine;
  let first: string;
  beforeAll(async () => {
    machine = new Machine(hardware(), { packages: ['docker.io'] });
    machine.disks = [machine.disk('a', INSTANCE_STORE)];
    first = expectAgent(await machine.boot()).id;
  }, LIMIT);
  afterAll(() => machine?.remove());

  /** Starts of the agent in a boot, after which the commands were run with the user data of a changed group. */
  async function told(commands: string, group: Partial<AgentGroupProps>): Promise<Report> {
    const { userData } = groupUserData({ sha256: '0'.repeat(64) }, group);
    machine.write('/root/user-data', gunzipSync(userData).toString());
    const report = await machine.boot({ probe: commands });
    expect(report.probe).toMatchObject({ status: 0, stdout: expect.stringContaining('"id"') });
    return report;
  }

  test(
    'starts its agent with the new files, which keeps its id, and nothing else',
    async () => {
      const { agents, dockers } = await told(TAKE, { agentFlags: { gcDelay: '3days' } });
      expect(agents.map(({ id }) => id)).toEqual([first, first]);
      expect(agents.map(({ env }) => env['MESOS_GC_DELAY'])).toEqual(['2days', '3days']);
      expect(dockers).toHaveLength(2);
    },
    LIMIT,
  );

  test(
    'or as a new agent, where it cannot keep its id',
    async () => {
      const { agents } = await told(BE_NEW, { attributes: { workload: 'etl' } });
      expect(agents.map(({ env }) => env['MESOS_ATTRIBUTES'])).toEqual(['workload:spark', 'workload:etl']);
      expect(agents[0]?.id).toBe(first);
      expect(agents[1]?.id).not.toBe(first);
    },
    LIMIT,
  );
});
