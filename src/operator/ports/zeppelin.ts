import type { InterpreterProperties, PropertyForm } from '../../domain/zeppelin/interpreter-property';

/** An interpreter as it is set up in Zeppelin ("interpreter setting"). */
export interface InterpreterSetting {
  readonly id: string;
  readonly name: string;
  /** `READY`, `DOWNLOADING_DEPENDENCIES` or `ERROR`; empty where Zeppelin does not say. */
  readonly status: string;
  /** Why it is `ERROR`, in Zeppelin's words. */
  readonly errorReason?: string;
  readonly properties: InterpreterProperties;
  readonly form: PropertyForm;
  /** As they came, to be sent back with the properties: Zeppelin replaces all three together. */
  readonly dependencies: unknown;
  readonly option: unknown;
}

/** Whether anybody runs a paragraph, whatever interpreter it is for. */
export type ZeppelinActivity =
  | { readonly is: 'idle'; readonly notes: number }
  | { readonly is: 'busy'; readonly because: string }
  /** A note cannot be looked into: somebody may run one. */
  | { readonly is: 'unknown'; readonly because: string };

/** Anything else, such as a time-out, is thrown: whether it took effect is then not known. */
export type ZeppelinAnswer =
  | { readonly is: 'accepted' }
  | { readonly is: 'refused'; readonly status: number; readonly message: string };

export interface Zeppelin {
  /** By id, or else by name; undefined where there is no such interpreter. */
  interpreter(idOrName: string): Promise<InterpreterSetting | undefined>;
  /** Of all notes that may be seen; one request a note. */
  activity(): Promise<ZeppelinActivity>;
  /**
   * Puts the whole map in the place of the one that is there. Zeppelin ends the interpreter's processes first, and
   * whatever paragraph runs in them (0.7 to 0.12; seen on 0.10.0).
   */
  replaceProperties(
    setting: InterpreterSetting,
    properties: Readonly<Record<string, unknown>>,
  ): Promise<ZeppelinAnswer>;
  /** Ends the interpreter's processes; the next paragraph starts new ones. */
  restart(id: string): Promise<ZeppelinAnswer>;
}
