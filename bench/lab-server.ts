import { subscribe } from 'node:diagnostics_channel';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { startLab } from '../src/lab';
import { startAgentHealth } from './agent-health-server';
import type { Asked } from './lab-process';
import { startObjectServer } from './object-server';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/**
 * A lab and a bucket in a process of their own, so that what they cost is not counted. Prints their URLs, tells its parent on demand
 * what they were asked since, and ends with its
 * input. Agents are called by addresses on which nobody listens, so that
 * whoever asks one how it is hears at once that it does not answer; for a soak some answer, and there are standbys.
 */
async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 1);
  const isSoak = process.argv[3] === 'soak';
  const agents = Array.from({ length: count }, (_, i) => ({ hostname: addressOf(i) }));
  const lab = await startLab({ agents, standbys: isSoak });
  const healthPort = isSoak ? await startAgentHealth(agents.map(({ hostname }) => hostname)) : 0;
  const storeUrl = await startObjectServer();
  const portOf = (url: string) => Number(new URL(url).port);
  const servers = new Map<number | undefined, Asked['server']>([
    [portOf(storeUrl), 'store'],
    [portOf(lab.mesosUrl), 'mesos'],
    [portOf(lab.mesosStandbyUrl), 'mesos'],
  ]);
  let asked: Asked[] = [];
  subscribe('http.server.request.start', (message) => {
    const { request, response } = message as Exchange;
    const now = () => performance.timeOrigin + performance.now();
    const at = now();
    const server = servers.get(request.socket.localPort) ?? 'marathon';
    const { method = '', url: path = '' } = request;
    response.once('finish', () => {
      asked.push({ at, server, method, path, status: response.statusCode, millis: now() - at });
    });
  });
  process.on('message', () => {
    process.send?.(asked.sort((a, b) => a.at - b.at));
    asked = [];
  });
  const { mesosUrl, marathonUrl, mesosStandbyUrl, marathonStandbyUrl } = lab;
  const urls = { mesosUrl, marathonUrl, mesosStandbyUrl, marathonStandbyUrl, storeUrl, healthPort };
  process.stdout.write(`${JSON.stringify(urls)}\n`);
  process.stdin.resume();
  process.stdin.on('end', () => process.exit(0));
}

function addressOf(i: number): string {
  return `127.${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
}

void main();
