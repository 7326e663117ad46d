import { type Answer, LabClient } from './lab-client';
import { mesosDifferences } from './mesos-body';
import type { MesosAction, MesosScenario } from './mesos-scenarios';
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
  }

  async run(): Promise<readonly string[]> {
    const skipped = new Set(Object.values(this.scenario.skip ?? {}).flat());
    const found: string[] = [];
    for (const [i, step] of this.recording.steps.entries()) {
      for (const action of this.scenario.before[i] ?? []) await this.act(action);
      this.client.advance(0.5);
      if (skipped.has(i)) continue;
      const differences = await this.step(step);
      found.push(...differences.map((line) => `[${i} ${step.request?.path ?? ''}] ${line}`));
    }
    return found;
  }

  private async step({ request, response }: MesosStep): Promise<readonly string[]> {
    if (!request || !response) return [];
    const sent = this.toLab(JSON.stringify(request.body ?? null));
    this.lastAgent = /"agent_id":\s*\{\s*"value":\s*"([^"]*)"/.exec(sent)?.[1] ?? this.lastAgent;
    const answer = await this.client.mesos({
      method: request.method,
      path: this.toLab(request.path),
      ...(request.body === undefined ? {} : { body: JSON.parse(sent) as unknown }),
      ...(request.headers ? { headers: request.headers } : {}),
    });
    return differences(response, answer, {
      body: parsed(this.toRecording(answer.text)),
      lastAgent: this.toRecording(this.lastAgent),
      isHead: request.method === 'HEAD',
    });
  }

  private async act(action: MesosAction): Promise<void> {
    const { cluster } = this.client.lab.world;
    switch (action.do) {
      case 'start':
        for (const name of action.agents) await this.client.control('POST', '/agents', this.agent(name));
        return;
      case 'control':
        await this.client.control(action.method, this.toLab(action.path), action.body);
        if (!this.masters.includes(cluster.master.id)) this.masters.push(cluster.master.id);
        return;
      case 'launch':
        cluster.tasks.launch({
          id: 'task',
          name: 'task',
          agentId: cluster.find(action.host)?.id ?? '',
          frameworkId: 'another',
          role: 'shuffle',
          portions: [
            { name: 'cpus', role: 'shuffle', type: 'SCALAR', value: action.cpus },
            { name: 'mem', role: 'shuffle', type: 'SCALAR', value: action.mem },
          ],
          behaviour: { health: 'none', ends: 'never' },
        });
    }
  }

  private agent(name: string): unknown {
    const flags = this.recording.agents.find((agent) => agent.name === name)?.flags ?? [];
    const flag = (key: string) => flags.find((one) => one.startsWith(`--${key}=`))?.slice(key.length + 3);
    const defaultRole = flag('default_role');
    return {
      hostname: name,
      port: Number(flag('port')),
      resources: flag('resources') ?? '',
      attributes: flag('attributes') ?? '',
      ...(defaultRole === undefined ? {} : { defaultRole }),
    };
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
