/** Tells on stderr what happens and how long it took, so that stdout stays for the result. */
export class Progress {
  /** Seconds by step. */
  readonly seconds: Record<string, number> = {};
  private readonly start = performance.now();

  /** @param forMachines stdout then holds one JSON document and nothing else */
  constructor(private readonly forMachines: boolean) {}

  /** Part of the result for people. */
  show(text: string): void {
    if (!this.forMachines) process.stdout.write(`${text}\n`);
  }

  say(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Runs one step and says when it begins and how it ended. */
  async step<T>(name: string, work: () => Promise<T>): Promise<T> {
    const start = performance.now();
    this.say(`${this.clock()}  ${name} ...`);
    const result = await work();
    const seconds = (performance.now() - start) / 1000;
    this.seconds[name] = Number(seconds.toFixed(1));
    this.say(`${this.clock()}  ${name}: done in ${seconds.toFixed(1)} s`);
    return result;
  }

  terraform(line: string): void {
    const done = /(\S+) \(.*\): (Creation|Destruction) complete after (\S+)/.exec(line);
    if (done === null) return;
    const [, address, what, time] = done;
    this.say(`        ${what === 'Creation' ? '+' : '-'} ${address} ${time}`);
  }

  private clock(): string {
    return `${((performance.now() - this.start) / 1000).toFixed(0).padStart(4)} s`;
  }
}
