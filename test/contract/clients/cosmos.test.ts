import { setTimeout as sleep } from 'node:timers/promises';
import { Duration } from '../../../src/domain/core/duration';
import { cosmosOverHttp } from '../../../src/io/cosmos-http';
import { HttpClient } from '../../../src/io/http';
import { type RunningLab, startLab } from '../../../src/lab';
import type { Cosmos } from '../../../src/operator/ports';

/**
 * The same checks of our client against the lab and, where `COSMOS_URL` names one, against a real DC/OS. Whatever is
 * installed there is removed at the end; it asks for more memory than any agent has, and so never runs.
 */
interface Target {
  readonly name: string;
  readonly url: () => Promise<string>;
  readonly moment: () => Promise<void>;
  readonly close: () => Promise<void>;
}

let lab: RunningLab;
const inLab: Target = {
  name: 'the lab',
  url: async () => {
    lab = await startLab({ agents: 1, clock: 'virtual', cosmos: true });
    return lab.cosmosUrl;
  },
  moment: async () => lab.advance(5),
  close: () => lab.close(),
};
const { COSMOS_URL } = process.env;
const real: Target = {
  name: `the DC/OS at ${COSMOS_URL}`,
  url: async () => COSMOS_URL ?? '',
  moment: () => sleep(5000),
  close: async () => {},
};

const NAME = `client-check-${process.pid}`;
const APP = `/${NAME}`;
const options = { service: { name: NAME, mem: 4096 } };

describe.each(COSMOS_URL === undefined ? [inLab] : [inLab, real])('Cosmos of $name', (target) => {
  let client: HttpClient;
  let cosmos: Cosmos;
  beforeAll(async () => {
    client = new HttpClient({ baseUrl: await target.url(), timeout: Duration.seconds(30) });
    cosmos = cosmosOverHttp(client);
  });
  afterAll(async () => {
    client?.close();
    await target.close();
  });

  test('what is not installed is absent', async () => {
    expect(await cosmos.service('spark', APP)).toBeUndefined();
    expect(await cosmos.update({ appId: APP, options })).toMatchObject({ is: 'absent' });
    expect(await cosmos.uninstall('spark', APP)).toMatchObject({ is: 'absent' });
  });

  test('what it does not know is refused, by its name', async () => {
    expect(await cosmos.install({ packageName: NAME, options: {} })).toMatchObject({
      ...{ is: 'refused', type: 'PackageNotFound', status: 400 },
    });
    const odd = { service: { name: NAME, 'no-such-option': 1 } };
    expect(await cosmos.install({ packageName: 'spark', options: odd })).toMatchObject({
      ...{ is: 'refused', type: 'JsonSchemaMismatch' },
    });
    expect(await cosmos.install({ packageName: 'spark', version: '0.0.0-none', options })).toMatchObject({
      ...{ is: 'refused', type: 'VersionNotFound' },
    });
  });

  test('it is installed once, with the options that are kept', async () => {
    expect(await cosmos.install({ packageName: 'spark', options })).toEqual({ is: 'accepted' });
    await target.moment();
    expect(await cosmos.install({ packageName: 'spark', options })).toMatchObject({ is: 'exists' });
    expect(await cosmos.service('spark', APP)).toMatchObject({
      ...{ appId: APP, name: 'spark', version: expect.stringMatching(/^\d/), options },
    });
    expect(await cosmos.service('another', APP)).toBeUndefined();
  });

  test('an update leaves out what is not said', async () => {
    const next = { service: { name: NAME, cpus: 2 } };
    expect(await cosmos.update({ appId: APP, options: next })).toEqual({ is: 'accepted' });
    await target.moment();
    expect((await cosmos.service('spark', APP))?.options).toEqual(next);
    const other = { service: { name: `${NAME}-x` } };
    expect(await cosmos.update({ appId: APP, options: other })).toMatchObject({ type: 'AppIdChanged' });
  });

  test('it is uninstalled', async () => {
    expect(await cosmos.uninstall('spark', APP)).toEqual({ is: 'accepted' });
    await target.moment();
    expect(await cosmos.service('spark', APP)).toBeUndefined();
  });
});

test('words of a proxy are no answer', async () => {
  const answering = (status: number, body: string) =>
    cosmosOverHttp({
      request: async () => ({ status, headers: {}, body: Buffer.from(body), url: 'u', redirected: false }),
    } as unknown as HttpClient);
  await expect(answering(404, '<html>').install({ packageName: 'spark', options: {} })).rejects.toThrow(
    'POST /package/install: Cosmos answered 404',
  );
  await expect(answering(503, '{}').service('spark', '/spark')).rejects.toThrow('answered 503');
  const locked =
    '{"type":"unhandled_exception","message":"java.lang.Error: App is locked by one or more deployments."}';
  expect(await answering(500, locked).update({ appId: '/a', options: {} })).toMatchObject({ is: 'locked' });
});
