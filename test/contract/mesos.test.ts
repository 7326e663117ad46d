import { replayMesos } from './support/mesos-replay';
import { replayedMesos } from './support/mesos-scenarios';
import { type MesosRecording, readRecording } from './support/recording';

describe('the lab answers as a recorded Mesos master', () => {
  test.each(Object.entries(replayedMesos))('%s', async (scenario, options) => {
    const recording = readRecording<MesosRecording>('mesos', scenario);
    expect(await replayMesos(recording, options)).toEqual([]);
  });
});
