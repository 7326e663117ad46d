import { createLab } from '../../../src/lab';

const lab = () => createLab({ clock: 'virtual', agents: 1, standbys: true });

describe("the lab's fetch", () => {
  test('refuses what it does not know, as nobody listens there', async () => {
    await expect(lab().fetch('http://127.0.0.1:1/')).rejects.toMatchObject({
      message: 'fetch failed',
      cause: { code: 'ECONNREFUSED' },
    });
    await expect(
      createLab({ clock: 'virtual' }).fetch('http://127.0.0.1:8081/v2/info'),
    ).rejects.toMatchObject({ cause: { code: 'ECONNREFUSED' } });
  });

  test('follows a standby to its leader, with method and body, unless told not to', async () => {
    const one = lab();
    const url = 'http://127.0.0.1:5051/api/v1';
    const init = {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{"type":"GET_AGENTS"}',
    };
    const answer = await one.fetch(url, init);
    expect(await answer.json()).toMatchObject({
      get_agents: { agents: [{ agent_info: { hostname: 'agent-1' } }] },
    });
    const redirect = await one.fetch(url, { ...init, redirect: 'manual' });
    expect([redirect.status, redirect.headers.get('location')]).toEqual([
      307,
      '//127.0.0.1:5050/master/api/v1',
    ]);
    await expect(one.fetch(url, { ...init, redirect: 'error' })).rejects.toThrow('fetch failed');
  });

  test('sends nothing where the signal is aborted already', async () => {
    const one = lab();
    const signal = AbortSignal.abort(new Error('stopped'));
    const url = 'http://127.0.0.1:8080/v2/apps/a';
    const put = { method: 'PUT', body: '{"cmd":"sleep 1"}' };
    await expect(one.fetch(url, { ...put, signal })).rejects.toThrow('stopped');
    expect(one.world.marathon.core.root.apps.size).toBe(0);
    expect((await one.fetch(url, put)).status).toBe(201);
  });
});
