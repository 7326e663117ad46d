import { replayMarathon } from './support/marathon-replay';
import { replayed } from './support/marathon-scenarios';
import { type MarathonRecording, readRecording } from './support/recording';

describe('the lab answers as a recorded Marathon', () => {
  test.each(Object.entries(replayed))('%s', async (scenario, options) => {
    const recording = readRecording<MarathonRecording>('marathon', scenario);
    expect(await replayMarathon(recording, options)).toEqual([]);
  });
});
