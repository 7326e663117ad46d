import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Duration } from '../../src/domain/core/duration';
import { HttpClient } from '../../src/io/http';
import { sparkDispatcherOverHttp } from '../../src/io/spark-dispatcher-http';

const REQUEST = {
  sparkVersion: '2.4.8',
  appResource: 'http://files.example/app.jar',
  mainClass: 'com.example.Main',
  appArgs: [],
  environmentVariables: {},
  sparkProperties: { 'spark.app.name': 'job' },
};

const submitTo = async (baseUrl: string) => {
  const client = new HttpClient({ baseUrl, timeout: Duration.seconds(5) });
  try {
    return await sparkDispatcherOverHttp(client).submit(REQUEST);
  } finally {
    client.close();
  }
};

async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}
const closed = (server: Server) => new Promise((resolve) => server.close(resolve));

test('where nobody listens nothing was sent, and it can be sent again', async () => {
  const server = createServer();
  const port = await listening(server);
  await closed(server);
  expect(await submitTo(`http://127.0.0.1:${port}`)).toEqual({
    is: 'busy',
    message: expect.stringContaining('ECONNREFUSED'),
  });
});

test('so it is where nobody has the name', async () => {
  expect(await submitTo('http://dispatcher.invalid:7077')).toMatchObject({ is: 'busy' });
});

test('a connection that breaks tells nothing of what became of it', async () => {
  const server = createServer((request) => request.socket.destroy());
  const port = await listening(server);
  try {
    await expect(submitTo(`http://127.0.0.1:${port}`)).rejects.toThrow('/v1/submissions/create');
  } finally {
    await closed(server);
  }
});
