import type { MesosAction } from './mesos-actions';
import { connected, restarted } from './mesos-moves';
import { type MesosStep, readRecording } from './recording';

interface Start extends MesosStep {
  readonly agentFlags?: readonly string[];
  readonly process?: { readonly exit: unknown };
}

/**
 * The starts of the recorded agent. Whether it runs afterwards is the recording's: the agent decides it, and the lab
 * has no agents' processes. What the master shows of it is the lab's.
 */
export function recordedStarts(): Readonly<Record<number, readonly MesosAction[]>> {
  const { steps } = readRecording<{ readonly steps: readonly Start[] }>('mesos', '09-agent-reconfiguration');
  const starts = steps.flatMap(
    ({ agentFlags, process, do: what = '' }, i): [number, readonly MesosAction[]][] => {
      if (agentFlags === undefined) return [];
      if (process?.exit !== 'still running') return [[i, [connected('a1', false)]]];
      const flag = (name: string) =>
        agentFlags.find((one) => one.startsWith(`--${name}=`))?.split('=')[1] ?? '';
      const keepsId = !what.startsWith('rm -f meta/slaves/latest');
      const flags = { resources: flag('resources'), attributes: flag('attributes'), keepsId };
      return [[i, restarted('a1', 25911, flags)]];
    },
  );
  return Object.fromEntries(starts);
}
