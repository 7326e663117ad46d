import type { Timeline } from '../timeline';
import type { Task } from './task';
import type { TaskStore } from './task-store';

interface Meter {
  readonly frameworkId: string;
  /** As the agent calls the container. */
  readonly containerId: string;
  /** Cpu seconds until `at`. */
  readonly seconds: number;
  readonly at: number;
}

/** Cpus that tasks really use, each in a container of its own from its launch to its end. */
export class Consumption {
  private readonly cpus = new Map<string, number>();
  private readonly meters = new Map<string, Meter>();
  private containers = 0;

  constructor(
    private readonly timeline: Timeline,
    tasks: TaskStore,
  ) {
    tasks.launched.add(({ id, frameworkId }) => {
      const containerId = `00000000-0000-4000-8000-${String(++this.containers).padStart(12, '0')}`;
      this.meters.set(id, { frameworkId, containerId, seconds: 0, at: timeline.now });
    });
    tasks.ended.add(({ id }) => this.meters.delete(id));
  }

  /** From now on each task of the framework uses so many. */
  set(frameworkId: string, cpus: number): void {
    for (const [id, meter] of this.meters) {
      if (meter.frameworkId === frameworkId)
        this.meters.set(id, { ...meter, seconds: this.secondsOf(meter), at: this.timeline.now });
    }
    this.cpus.set(frameworkId, cpus);
  }

  /** What the container of a task has used since it began. */
  of({ id }: Task): { readonly containerId: string; readonly cpuSeconds: number } | undefined {
    const meter = this.meters.get(id);
    return meter && { containerId: meter.containerId, cpuSeconds: this.secondsOf(meter) };
  }

  private secondsOf({ frameworkId, seconds, at }: Meter): number {
    return seconds + ((this.cpus.get(frameworkId) ?? 0) * (this.timeline.now - at)) / 1000;
  }
}
