/** A call of the operator's code through one of its ports. */
export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

/** What a port says. `key` tells answers apart; `value` is made only where the code has not heard it before. */
export interface Reply {
  readonly key: string;
  readonly value: () => unknown;
}

/** Where the code stands after a sequence of answers. */
export interface Node {
  readonly number: number;
  /** The call that waits for an answer; undefined where the code has come to its end. */
  readonly call: Call | undefined;
  /** What the code returned. */
  readonly result: unknown;
  readonly children: Map<string, Node>;
  /** The node in which the last answer was awaited, and that answer. */
  readonly parent: { readonly node: Node; readonly value: unknown } | undefined;
  readonly program: Program;
  /** Ids of tasks and deployments that this run has heard of. */
  readonly heard: ReadonlySet<string>;
}

/** The code under test: it reaches the world only through `ask`. */
export type Program = (ask: (call: Call) => Promise<unknown>) => Promise<unknown>;

/** Answers a call at once, or undefined where the run is to stop before it. */
export type Answering = (call: Call) => Reply | undefined;

const ID = /[TD]\d+\.[\w.]+/g;

/**
 * The operator's own asynchronous code as a machine with numbered states: where it stands is decided by the answers
 * that it has got. Each new sequence of answers runs the code once; afterwards it is a look-up.
 */
export class Tree {
  private readonly nodes: Node[] = [];
  private readonly roots = new Map<string, Node>();
  /** How often the code has run. */
  runs = 0;

  node(number: number): Node {
    const node = this.nodes[number - 1];
    if (!node) throw new Error(`no node ${number}`);
    return node;
  }

  /** Where a program stands before its first answer. */
  async root(key: string, program: () => Program): Promise<Node> {
    const known = this.roots.get(key);
    if (known) return known;
    const heard = heardIn(new Set(), key);
    const root = await this.run({ program: program(), heard, parent: undefined }, () => undefined);
    this.roots.set(key, root);
    return root;
  }

  /** From a node, whose call is answered, on to where `answering` stops or the code ends. */
  async walk(from: Node, reply: Reply, answering: Answering): Promise<Node> {
    let node = from;
    let next = reply;
    for (;;) {
      const child = node.children.get(next.key);
      if (!child) {
        const value = next.value();
        const heard = heardIn(node.heard, next.key);
        const parent = { node, value };
        const { key } = next;
        return this.run({ program: node.program, heard, parent }, answering, (first) =>
          node.children.set(key, first),
        );
      }
      const onward = child.call && answering(child.call);
      if (!onward) return child;
      node = child;
      next = onward;
    }
  }

  /** Runs the code with the answers that it has got, and with those that come next. */
  private run(
    about: Pick<Node, 'program' | 'heard' | 'parent'>,
    answering: Answering,
    onFirst: (first: Node) => void = () => {},
  ): Promise<Node> {
    this.runs++;
    const answers = answersOf(about.parent);
    const { program } = about;
    let { heard, parent } = about;
    let link = onFirst;
    const add = (call: Call | undefined, result: unknown): Node => {
      const number = this.nodes.length + 1;
      const node: Node = { number, call, result, children: new Map(), parent, program, heard };
      this.nodes.push(node);
      link(node);
      return node;
    };
    return new Promise((resolve, reject) => {
      let given = 0;
      let stopped = false;
      const ask = (call: Call): Promise<unknown> => {
        // Nobody waits for this any more: the run has ended.
        if (stopped) return new Promise(() => {});
        if (given < answers.length) return Promise.resolve(answers[given++]);
        const node = add(call, undefined);
        const reply = answering(call);
        if (!reply) {
          stopped = true;
          resolve(node);
          return new Promise(() => {});
        }
        const value = reply.value();
        heard = heardIn(heard, reply.key);
        parent = { node, value };
        link = (next) => node.children.set(reply.key, next);
        return Promise.resolve(value);
      };
      program(ask).then((result) => resolve(add(undefined, result)), reject);
    });
  }
}

function answersOf(parent: Node['parent']): readonly unknown[] {
  const answers: unknown[] = [];
  for (let one = parent; one; one = one.node.parent) answers.push(one.value);
  return answers.reverse();
}

function heardIn(before: ReadonlySet<string>, text: string): ReadonlySet<string> {
  const news = (text.match(ID) ?? []).filter((id) => !before.has(id));
  return news.length === 0 ? before : new Set([...before, ...news]);
}
