import { type Answer, LabClient } from './lab-client';
import { MesosActor } from './mesos-actions';
import { mesosDifferences } from './mesos-body';
import type { MesosScenario } from './mesos-scenarios';
import { seenDifferences, streamDifferences } from './mesos-seen';
import type { MesosRecording, MesosStep, RecordedResponse } from './recording';

/** The ids of masters in the recordings, in the order in which they led. */
const MASTERS = ['11111111-1111-1111-1111-111111111111', '22222222-2222-2222-2222-222222222222'];
const MARATHON = { host: '127.0.0.1', port: 8080 };

/** Feeds a recording of a Mesos master to the lab. What differs is a list of lines, each with the number of the step. */
export async function replayMesos(
  recording: MesosRecording,
  scenario: MesosScenario,
): Promise<readonly string[]> {
  const replay = new Replay(recording, scenario);
  return replay.run();
}

class Replay {
  private readonly client: LabClient;
  private readonly actor: MesosActor;
  /** Of the masters of this run, in the order in which they led. */
  private readonly masters: string[];
  private lastAgent = '';

  constructor(
    private readonly recording: MesosRecording,
    private readonly scenario: MesosScenario,
  ) {
    const { machine, master, standby, mesos } = scenario;
    this.client = new LabClient(
      {
        marathon: false,
        standbys: standby !== undefined,
        ...(machine === undefined ? {} : { machine }),
        ...(mesos === undefined ? {} : { mesos }),
      },
      {
        marathon: MARATHON,
        mesos: master,
        ...(standby === undefined ? {} : { mesosStandby: standby }),
      },
    );
    this.masters = [this.client.lab.world.cluster.master.id];
    this.actor = new MesosActor(this.client, recording.agents, (text) => this.toLab(text));
  }

  async run(): Promise<readonly string[]> {
    const skipped = new Set(Object.values(this.scenario.skip ?? {}).flat());
    const found: string[] = [];
    for (const [i, step] of this.recording.steps.entries()) {
      for (const action of this.scenario.before[i] ?? []) await this.act(action);
      this.client.advance(0.5);
      if (skipped.has(i)) continue;
      const differences = [...(await this.step(i, step)), ...(await this.seen(i, step))];
      found.push(...differences.map((line) => `[${i} ${step.request?.path ?? ''}] ${line}`));
    }
    return found;
  }

  private async step(i: number, { request, response }: MesosStep): Promise<readonly string[]> {
    if (!request || !response) return [];
    if (response.events ?? response.chunks) return this.stream(i, { request, response });
    const sent = this.toLab(JSON.stringify(request.body ?? null));
    this.lastAgent = /"agent_id":\s*\{\s*"value":\s*"([^"]*)"/.exec(sent)?.[1] ?? this.lastAgent;
    const answer = await this.client.mesos({
      ...request,
      path: this.toLab(request.path),
      ...(request.body === undefined ? {} : { body: JSON.parse(sent) as unknown }),
      ...(request.port !== undefined && request.port === this.scenario.standby?.port
        ? { to: 'standby' }
        : {}),
    });
    return differences(response, answer, {
      body: parsed(this.toRecording(answer.text)),
      lastAgent: this.toRecording(this.lastAgent),
      isHead: request.method === 'HEAD',
    });
  }

  /** Opens the stream, does what was done meanwhile, and compares what it told. It stays open. */
  private async stream(
    i: number,
    {
      request,
      response,
    }: { readonly request: NonNullable<MesosStep['request']>; readonly response: RecordedResponse },
  ): Promise<readonly string[]> {
    const { stream: name = `step ${i}`, until = 0, during = {} } = this.scenario.streams?.[i] ?? {};
    await this.act({ do: 'subscribe', stream: name, request });
    const stream = this.actor.stream(name);
    const opened = this.client.seconds;
    const due = Object.entries(during).map(([after, actions]) => ({ after: Number(after), actions }));
    for (let passed = 0; passed <= until; passed = this.client.seconds - opened) {
      for (const { actions } of due.filter(({ after }) => Math.abs(after - passed) < 0.05)) {
        for (const action of actions) await this.act(action);
      }
      await stream.read();
      this.client.advance(0.1);
    }
    await stream.read();
    return streamDifferences(response, stream, { opened, toRecording: (text) => this.toRecording(text) });
  }

  /** What a step without request saw. */
  private seen(i: number, step: MesosStep): Promise<readonly string[]> {
    const { stream: name, until = 0, during = {} } = this.scenario.streams?.[i] ?? {};
    return seenDifferences(step, {
      client: this.client,
      stream: name === undefined ? undefined : this.actor.stream(name),
      until,
      during,
      act: (action) => this.act(action),
      toRecording: (text) => this.toRecording(text),
    });
  }

  private async act(action: Parameters<MesosActor['act']>[0]): Promise<void> {
    await this.actor.act(action);
    const { id } = this.client.lab.world.cluster.master;
    if (!this.masters.includes(id)) this.masters.push(id);
  }

  private toLab(text: string): string {
    return this.masters.reduce((sum, id, i) => sum.replaceAll(MASTERS[i] ?? '', id), text);
  }

  private toRecording(text: string): string {
    return this.masters.reduce((sum, id, i) => sum.replaceAll(id, MASTERS[i] ?? ''), text);
  }
}

function differences(
  expected: RecordedResponse,
  actual: Answer,
  {
    body,
    lastAgent,
    isHead,
  }: { readonly body: unknown; readonly lastAgent: string; readonly isHead: boolean },
): readonly string[] {
  const found =
    actual.status === expected.status ? [] : [`status ${actual.status}, recorded ${expected.status}`];
  for (const [name, value] of Object.entries(expected.headers ?? {})) {
    const own = actual.headers.get(name);
    if (own !== value) found.push(`${name}: ${own}, recorded ${value}`);
  }
  if (isHead) return found;
  if (expected.body !== undefined)
    found.push(...mesosDifferences(expected.body, body, { whole: true, lastAgent }));
  else if (expected.bodyCut !== undefined) {
    found.push(...mesosDifferences(expected.bodyCut, body, { whole: false, lastAgent }));
  }
  return found;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}
