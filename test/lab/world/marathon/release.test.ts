import { LabClient } from '../../../contract/support/lab-client';

const app = {
  cmd: 'sleep 1',
  instances: 1,
  acceptedResourceRoles: ['shuffle'],
  portDefinitions: [{ port: 7337 }],
  requirePorts: true,
};

async function create(version: string, id: string, body: unknown) {
  const client = new LabClient({ agents: 1, marathon: { version } });
  const answer = await client.marathon({ method: 'PUT', path: `/v2/apps${id}`, body });
  client.advance(5);
  const shown = await client.get<{ app: Record<string, unknown> }>(`/v2/apps${id}`);
  return { status: answer.status, body: answer.body, app: shown.app };
}

describe('releases of Marathon', () => {
  test('1.8 takes any role name, has no roles of its own and never launches', async () => {
    const { status, app: shown } = await create('1.8.222', '/service', app);
    expect(status).toBe(201);
    expect(shown).toMatchObject({ acceptedResourceRoles: ['shuffle'], tasksRunning: 0, tasksStaged: 0 });
    expect(shown).not.toHaveProperty('role');
  });

  test('1.9 silently rewrites a foreign role to unreserved and never launches', async () => {
    const { status, app: shown } = await create('1.9.136', '/service', app);
    expect(status).toBe(201);
    expect(shown).toMatchObject({ role: 'slave_public', acceptedResourceRoles: ['*'], tasksRunning: 0 });
  });

  test('the last 1.9 fails on it', async () => {
    const { status, body } = await create('1.9.146', '/service', app);
    expect(status).toBe(500);
    expect(body).toEqual({ message: 'acceptedResourceRoles is invalid. Valid values are *, slave_public.' });
  });

  test('1.10 refuses it', async () => {
    const { status, body } = await create('1.10.17', '/service', app);
    expect(status).toBe(422);
    expect(body).toMatchObject({
      details: [
        {
          path: '/acceptedResourceRoles',
          errors: ['acceptedResourceRoles can only contain * and slave_public'],
        },
      ],
    });
  });

  test.each(['1.9.136', '1.10.17', '1.11.24'])('%s places it in the group of the role', async (version) => {
    const { status, app: shown } = await create(version, '/shuffle/service', { ...app, role: 'shuffle' });
    expect(status).toBe(201);
    expect(shown).toMatchObject({ role: 'shuffle', acceptedResourceRoles: ['shuffle'], tasksRunning: 1 });
  });

  test('a newer release gives the apps of an older one the role of the framework', async () => {
    const client = new LabClient({ agents: 1, marathon: { version: '1.8.222' } });
    await client.marathon({ method: 'PUT', path: '/v2/apps/a', body: { cmd: 'sleep 1', instances: 0 } });
    await client.control('PATCH', '/marathon', { version: '1.11.24' });
    expect(await client.get('/v2/apps/a')).toMatchObject({ app: { role: 'slave_public' } });
    expect(await client.get('/v2/info')).toMatchObject({
      version: '1.11.24',
      marathon_config: { mesos_role: 'slave_public', new_group_enforce_role: 'Top' },
    });
  });
});
