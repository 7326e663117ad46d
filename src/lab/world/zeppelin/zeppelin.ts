import { Random } from '../random';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
type Fields = Readonly<Record<string, Json>>;

export interface LabInterpreter {
  readonly id: string;
  readonly name: string;
  readonly group: string;
  properties: Fields;
  dependencies: readonly Json[];
  option: Fields;
  status: 'READY' | 'DOWNLOADING_DEPENDENCIES' | 'ERROR';
  errorReason?: string;
  /** What its processes were started with; undefined while there are none. */
  running?: Fields;
}

export interface LabParagraph {
  readonly id: string;
  readonly text: string;
  status: 'READY' | 'PENDING' | 'RUNNING' | 'FINISHED' | 'ERROR' | 'ABORT';
}

export interface LabNote {
  readonly id: string;
  readonly name: string;
  /** Who alone may see it. @default - everybody */
  readonly owner?: string;
  readonly paragraphs: readonly LabParagraph[];
}

export interface ZeppelinUser {
  readonly password: string;
  /** @default - none: only `admin` may look at interpreters */
  readonly roles?: readonly string[];
}

export interface ZeppelinOptions {
  /** Before 0.8 properties are texts, before 0.9 a note's job is a list. @default '0.10.0' */
  readonly version?: string;
  /** Of the interpreter `spark` that is there from the start, as texts. @default - a few of Zeppelin's own */
  readonly properties?: Readonly<Record<string, string>>;
  /** By name: who may log in. @default - everybody may do everything */
  readonly users?: Readonly<Record<string, ZeppelinUser>>;
  /** @default 1 */
  readonly seed?: number;
}

const PROPERTIES = { 'spark.master': 'local[*]', 'spark.cores.max': '', 'zeppelin.spark.maxResult': '1000' };

/** A Zeppelin, as much of it as its REST API shows of interpreters and of paragraphs that run. */
export class Zeppelin {
  readonly version: string;
  readonly users: ZeppelinOptions['users'];
  readonly interpreters: LabInterpreter[] = [];
  readonly notes: LabNote[] = [];
  /** What was asked for that changes something, in order. */
  readonly writes: string[] = [];
  /** By the value of the cookie: who is logged in. */
  private readonly sessions = new Map<string, string>();
  /** What it makes of a map that it is sent; as it is unless a test says otherwise. */
  rewrite: (properties: Fields) => Fields = (properties) => properties;
  private readonly random: Random;

  constructor({ version = '0.10.0', properties = PROPERTIES, users, seed = 1 }: ZeppelinOptions = {}) {
    this.version = version;
    this.users = users;
    this.random = new Random(seed);
    const entries = Object.entries(properties).map(([name, value]) => [name, this.property(name, value)]);
    this.create('spark', Object.fromEntries(entries));
  }

  /** Texts before 0.8. */
  get plain(): boolean {
    return this.isBefore(8);
  }

  isBefore(minor: number): boolean {
    return Number(/^0\.(\d+)\./.exec(this.version)?.[1] ?? 0) < minor;
  }

  property(name: string, value: string, type = 'string'): Json {
    return this.plain ? value : { name, value, type };
  }

  /** Since 0.8 the name is the id. */
  create(name: string, properties: Fields): LabInterpreter {
    const interpreter: LabInterpreter = {
      id: this.plain ? this.newId() : name,
      name,
      group: 'spark',
      properties,
      dependencies: [],
      option: { remote: true, port: -1 },
      status: 'READY',
    };
    this.interpreters.push(interpreter);
    return interpreter;
  }

  interpreter(id: string): LabInterpreter | undefined {
    return this.interpreters.find((one) => one.id === id);
  }

  note(id: string): LabNote | undefined {
    return this.notes.find((one) => one.id === id);
  }

  addNote(name: string, texts: readonly string[], owner?: string): LabNote {
    const paragraphs = texts.map(
      (text): LabParagraph => ({ id: `paragraph_${this.newId()}`, text, status: 'READY' }),
    );
    const note = { id: this.newId(), name, paragraphs, ...(owner === undefined ? {} : { owner }) };
    this.notes.push(note);
    return note;
  }

  removeNote(id: string): void {
    const at = this.notes.findIndex((note) => note.id === id);
    if (at >= 0) this.notes.splice(at, 1);
  }

  /** Starts the interpreter with the properties that it has now, unless it runs. */
  run(paragraph: LabParagraph): void {
    const [, name = 'spark'] = /^%([\w-]+)/.exec(paragraph.text) ?? [];
    const interpreter = this.interpreters.find((one) => one.name === name);
    if (!interpreter) {
      paragraph.status = 'ERROR';
      return;
    }
    interpreter.running ??= interpreter.properties;
    paragraph.status = 'RUNNING';
  }

  /** Its processes end, and with them what runs in them. */
  restart(interpreter: LabInterpreter): void {
    delete interpreter.running;
    for (const paragraph of this.notes.flatMap(({ paragraphs }) => paragraphs)) {
      const [, name = 'spark'] = /^%([\w-]+)/.exec(paragraph.text) ?? [];
      if (name !== interpreter.name || !/RUNNING|PENDING/.test(paragraph.status)) continue;
      paragraph.status = 'ABORT';
    }
  }

  /** As every release does: the processes end first, then the properties are put in place. */
  update(
    interpreter: LabInterpreter,
    change: Pick<LabInterpreter, 'properties' | 'dependencies' | 'option'>,
  ): void {
    this.restart(interpreter);
    Object.assign(interpreter, { ...change, properties: this.rewrite(change.properties) });
  }

  /** The cookie's value; undefined where the password is wrong. */
  logIn(name: string, password: string): string | undefined {
    const user = this.users !== undefined && Object.hasOwn(this.users, name) ? this.users[name] : undefined;
    if (user?.password !== password) return undefined;
    const session = `session-${this.newId()}`;
    this.sessions.set(session, name);
    return session;
  }

  userOf(session: string | undefined): string | undefined {
    return this.sessions.get(session ?? '');
  }

  /** Every login is forgotten, as when Zeppelin restarts or time is over. */
  forgetSessions(): void {
    this.sessions.clear();
  }

  private newId(): string {
    const letters = '23456789ABCDEFGHJKLMNPQRSTUVWXYZ';
    const digits = Array.from({ length: 8 }, () => letters[this.random.below(letters.length)]);
    return `2${digits.join('')}`;
  }
}
