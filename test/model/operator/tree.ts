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
  /** The last answer, and the node in which it was awaited. */
  readonly parent?: { readonly node: Node; readonly value: unknown };
  readonly program: Program;
  /** Ids of tasks and deployments that this run has heard of: `"T0.0.3.1"`. */
  readonly heard: ReadonlySet<string>;
}

/** The code under test: it reaches the world only through `ask`. */
export type Program = (ask: (call: Call) => Promise<unknown>) => Promise<unknown>;

const ID = /[TD]\d+\.[\w.]+/g;

/**
 * The operator's own asynchronous code as a machine with numbered states: where it stands is decided by the answers
 * that it has got. Each new sequence of answers runs the code once; afterwards it is a look-up.
 */
export class Tree {
  private readonly nodes: Node[] = [];
  private readonly roots = new Map<string, Node>();
  runs = 0;

  node(number: number): Node {
    const node = this.nodes[number - 1];
    if (!node) throw new Error(`no node ${number}`);
    return node;
  }

  get size(): number {
    return this.nodes.length;
  }

  /** Where a program stands before its first answer. */
  async root(key: string, program: Program): Promise<Node> {
    const known = this.roots.get(key);
    if (known) return known;
    const root = await this.grow({ program, heard: heardIn(new Set(), key) }, []);
    this.roots.set(key, root);
    return root;
  }

  knownRoot(key: string): Node | undefined {
    return this.roots.get(key);
  }

  /** Where the code stands once its call is answered. */
  after(node: Node, reply: Reply): Node | Promise<Node> {
    return node.children.get(reply.key) ?? this.learn(node, reply);
  }

  private async learn(node: Node, reply: Reply): Promise<Node> {
    const value = reply.value();
    const answers = [...answersOf(node), value];
    const heard = heardIn(node.heard, reply.key);
    const child = await this.grow({ program: node.program, heard, parent: { node, value } }, answers);
    node.children.set(reply.key, child);
    return child;
  }

  /** Runs the code with the answers that it has got, up to the call after them. */
  private async grow(
    about: Pick<Node, 'program' | 'heard' | 'parent'>,
    answers: readonly unknown[],
  ): Promise<Node> {
    this.runs++;
    const reached = await run(about.program, answers);
    const node: Node = {
      ...about,
      ...('call' in reached
        ? { call: reached.call, result: undefined }
        : { call: undefined, result: reached.result }),
      number: this.nodes.length + 1,
      children: new Map(),
    };
    this.nodes.push(node);
    return node;
  }
}

function answersOf(node: Node): readonly unknown[] {
  const answers: unknown[] = [];
  for (let one: Node | undefined = node; one?.parent; one = one.parent.node) answers.push(one.parent.value);
  return answers.reverse();
}

function heardIn(before: ReadonlySet<string>, text: string): ReadonlySet<string> {
  const news = (text.match(ID) ?? []).filter((id) => !before.has(id));
  return news.length === 0 ? before : new Set([...before, ...news]);
}

type Reached = { readonly call: Call } | { readonly result: unknown };

function run(program: Program, answers: readonly unknown[]): Promise<Reached> {
  return new Promise((resolve, reject) => {
    let given = 0;
    const ask = (call: Call): Promise<unknown> => {
      if (given < answers.length) {
        const value = answers[given++];
        return value instanceof Error ? Promise.reject(value) : Promise.resolve(value);
      }
      resolve({ call });
      // Nobody waits for this any more: the run ends here.
      return new Promise(() => {});
    };
    program(ask).then((result) => resolve({ result }), reject);
  });
}
