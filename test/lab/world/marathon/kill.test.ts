import { LabClient } from '../../../contract/support/lab-client';

const path = '/v2/apps/service';
const definition = { cmd: 'serve', cpus: 0.5, mem: 64, instances: 1, acceptedResourceRoles: ['*'] };

test('a task whose agent has lost its socket ends once the agent hears of it', async () => {
  const client = new LabClient({ agents: 1 });
  await client.marathon({ method: 'PUT', path, body: definition });
  client.advance(3);
  await client.control('PATCH', '/agents/agent-1', { active: false });
  await client.marathon({ method: 'DELETE', path });
  client.advance(60);
  expect(client.lab.world.cluster.tasks.all()).toHaveLength(1);
  await client.control('PATCH', '/agents/agent-1', { active: true });
  client.advance(11);
  expect(client.lab.world.cluster.tasks.all()).toEqual([]);
});
