import type { Bindings } from './bindings';
import { bodyDifferences } from './compare-body';
import type { LabClient } from './lab-client';
import type { MarathonStep } from './recording';

const FILTERED = '/v2/events?event_type=deployment_success&event_type=deployment_info';

/** Steps that record the raw lines of the event stream: while `instances` is set, or left idle. */
export async function replayLines(
  step: MarathonStep,
  client: LabClient,
  bindings: Bindings,
): Promise<readonly string[]> {
  const stream = await open(client, step.request?.path ?? FILTERED);
  const instances = /instances is set to (\d+)/.exec(step.do)?.[1];
  if (instances === undefined) {
    client.advance(Math.max(...(step.lines ?? []).map((line) => (line as readonly number[])[0] ?? 0)) + 5);
    const wanted = (step.lines ?? []).map((line) => (line as readonly [number, string])[1]);
    return compare(wanted, await stream.lines(), bindings);
  }
  await client.marathon({
    method: 'PATCH',
    path: '/v2/apps/shuffle/service',
    body: { instances: Number(instances) },
  });
  client.advance(3);
  return [
    ...bodyDifferences(step.response?.headers?.['Content-Type'], stream.contentType, bindings),
    ...compare((step.lines ?? []) as readonly string[], await stream.lines(), bindings),
  ];
}

async function open(client: LabClient, path: string) {
  const response = await client.lab.marathon.fetch(
    new Request(`http://127.0.0.1${path}`, { headers: { Accept: 'text/event-stream' } }),
  );
  const reader = response.body?.getReader();
  return {
    contentType: response.headers.get('content-type'),
    /** What has come so far, and the end of it. */
    lines: async (): Promise<readonly string[]> => {
      const decoder = new TextDecoder();
      let text = '';
      for (;;) {
        const next = await Promise.race([
          reader?.read(),
          new Promise<undefined>((done) => setTimeout(() => done(undefined), 20)),
        ]);
        if (!next?.value) break;
        text += decoder.decode(next.value);
      }
      await reader?.cancel();
      return text.match(/[^\n]*\n/g) ?? [];
    },
  };
}

/** Recorded lines are cut by ` ...`. */
function compare(wanted: readonly string[], lines: readonly string[], bindings: Bindings): readonly string[] {
  if (wanted.length !== lines.length)
    return [`${lines.length} lines, recorded ${wanted.length}: ${lines.join('')}`];
  return wanted.flatMap((line, i) => {
    const [start = ''] = bindings.fill(line).split(' ...');
    const wild = start.replace(/^(data: )\{.*$/, '$1');
    return lines[i]?.startsWith(wild) ? [] : [`line ${i}: ${lines[i]}, recorded ${line}`];
  });
}
