/** Texts as numbers, in order of their first use. */
export class Names {
  private readonly numbers = new Map<string, number>();
  private readonly texts: string[] = [];

  of(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.texts.length;
    this.numbers.set(text, number);
    this.texts.push(text);
    return number;
  }

  text(number: number): string {
    const text = this.texts[number];
    if (text === undefined) throw new Error(`nothing has the number ${number}`);
    return text;
  }

  get size(): number {
    return this.texts.length;
  }
}

/** Ids of apps, definitions, keys and texts of the store, requests under way: one table for all. */
export const names = new Names();

export const SERVICE = 'spark-2-4';

/** The lowest slot of the reservation; slot i is this port plus i. */
export const FIRST_PORT = 7337;

export const hostName = (host: number) => `h${host}`;
export const agentId = (host: number, gen: number) => `S${host}.${gen}`;
export const taskId = (app: number, host: number, gen: number, n: number) => `T${host}.${gen}.${app}.${n}`;
export const deploymentId = (app: number, n: number, kind: string) => `D${app}.${n}.${kind}`;
