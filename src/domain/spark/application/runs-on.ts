/** Who starts the driver. */
export const RUNS_ON = ['Marathon', 'Metronome', 'Dispatcher'] as const;
export type RunsOn = (typeof RUNS_ON)[number];
