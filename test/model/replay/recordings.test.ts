import { type MarathonRecording, readRecording } from '../../contract/support/recording';
import { modelPicture, recordedPicture } from './compare';
import { hostsOf, RecordedWorld } from './recorded-world';

/** What the model's transitions come from; the order in which hosts got tasks where the recording does not show it. */
const SCENARIOS: Readonly<Record<string, readonly string[]>> = {
  '05-over-ask': [],
  '07-unreachable-default': [],
  '09-unreachable-disabled': [],
  '10-return-default': [],
  '11-return-disabled': [],
  '12-dead-host-disabled': [],
  '13-agent-marked-gone': [],
  '14-delete-by-host-and-scale': ['a1', 'a3', 'a2'],
  '15-pending-has-no-host': [],
  '34-deactivated-agent': [],
  '50-ghost-named-delete-by-host': [],
  '50b-ghost-named-delete-by-task-id': [],
  '50c-ghost-wipe': [],
  '50d-held-slot-wipe': [],
  '50e-ghost-patch-then-named-delete': [],
  '51-ghost-scale-up': [],
  '51b-ghost-scale-up-by-two': [],
  '51e-ghost-scale-up-repeat': [],
  '52-two-lost-agents-patch': [],
  '52c-two-lost-agents-delete-by-task-id': [],
  '53-lost-agent-back-before-patch': [],
  '53b-lost-agent-back-before-delete-by-id': [],
  '54-delete-app-with-lost-agent': [],
  '54c-delete-app-with-lost-agent-force': [],
  '56-never-healthy-scale-up': [],
  '56b-never-healthy-give-up': [],
  '57-adopted-app-scale-up': [],
};

test.each(Object.entries(SCENARIOS))('the model goes through the states of %s', (scenario, order) => {
  const recording = readRecording<MarathonRecording>('marathon', scenario);
  const hosts = hostsOf(recording, order);
  const world = new RecordedWorld(
    hosts,
    recording.agents.map((spec) => spec.split(':')[0] ?? ''),
  );
  for (const step of recording.steps) {
    const status = world.take(step);
    if (status !== undefined)
      expect({ step: step.do, status }).toEqual({ step: step.do, status: step.response?.status });
    if (!step.then) continue;
    expect({ step: step.do, ...modelPicture(world.state, hosts) }).toEqual({
      step: step.do,
      ...recordedPicture(step.then),
    });
    world.bind(step.then);
  }
});
