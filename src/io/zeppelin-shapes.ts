import { z } from 'zod';
import type { InterpreterProperty } from '../domain/zeppelin/interpreter-property';
import type { InterpreterSetting } from '../operator/ports';
import type { HttpAnswer } from './http-answer';
import { isFields, parseJson, UnexpectedAnswer } from './shape';

/** Every answer is wrapped. */
const envelope = <S extends z.ZodType>(body: S) => z.object({ body });

const SETTING = z.object({
  id: z.string().min(1),
  name: z.string(),
  status: z.string().default(''),
  errorReason: z.string().nullish(),
  /** Missing where there is none. */
  properties: z.record(z.string(), z.unknown()).default({}),
  dependencies: z.unknown().optional(),
  option: z.unknown().optional(),
});
const NOTES = envelope(z.array(z.object({ id: z.string().min(1) })));
const VERSION = envelope(z.union([z.string(), z.object({ version: z.string() })]));
/** A list before 0.9, an object with the list since. */
const PARAGRAPHS = z.array(z.object({ status: z.string().optional() }));
const JOB = envelope(
  z.union([PARAGRAPHS, z.object({ isRunning: z.boolean().optional(), paragraphs: PARAGRAPHS })]),
);

export const readSetting = (answer: HttpAnswer) =>
  settingOf(read(answer, envelope(SETTING)).body, answer.url);

export const readSettings = (answer: HttpAnswer) =>
  read(answer, envelope(z.array(SETTING))).body.map((one) => settingOf(one, answer.url));

export const readNotes = (answer: HttpAnswer) => read(answer, NOTES).body.map(({ id }) => id);

export function readVersion(answer: HttpAnswer): string {
  const { body } = read(answer, VERSION);
  return typeof body === 'string' ? body : body.version;
}

/** The status of each paragraph of a note; `RUNNING` as well where the whole note runs. */
export function readStates(answer: HttpAnswer): readonly string[] {
  const { body } = read(answer, JOB);
  if (!('paragraphs' in body)) return body.map(({ status = '' }) => status);
  return [...(body.isRunning ? ['RUNNING'] : []), ...body.paragraphs.map(({ status = '' }) => status)];
}

/** Of a wrong answer only the place is told: properties may hold secrets. */
function read<T>({ body, url }: HttpAnswer, schema: z.ZodType<T>): T {
  let value: unknown;
  try {
    value = parseJson(body, url);
  } catch {
    throw new UnexpectedAnswer(url, undefined, 'JSON of Zeppelin');
  }
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const path = (result.error.issues[0]?.path ?? []).map(String).join('.');
  throw new UnexpectedAnswer(`${url} ${path}`, undefined, 'what Zeppelin 0.7 to 0.12 answers there');
}

function settingOf(setting: z.infer<typeof SETTING>, url: string): InterpreterSetting {
  const { id, name, status, errorReason, dependencies, option } = setting;
  const entries = Object.entries(setting.properties);
  const properties = entries.map(([key, raw]) => [key, propertyOf(raw, `${url} properties`)] as const);
  return {
    id,
    name,
    status,
    ...(errorReason ? { errorReason: withoutUsers(errorReason).slice(0, 300) } : {}),
    properties: Object.fromEntries(properties),
    form: entries.every(([, raw]) => typeof raw === 'string') ? 'plain' : 'typed',
    dependencies: dependencies ?? [],
    option: option ?? {},
  };
}

function propertyOf(raw: unknown, where: string): InterpreterProperty {
  if (typeof raw === 'string') return { value: raw, raw };
  if (!isFields(raw)) throw new UnexpectedAnswer(where, undefined, 'a text or {name, value, type}');
  const { value, type } = raw;
  return { value, raw, ...(typeof type === 'string' ? { type } : {}) };
}

/** Addresses of repositories may have one. */
export function withoutUsers(text: string): string {
  return text.replace(/:\/\/[^/\s"]*@/g, '://');
}
