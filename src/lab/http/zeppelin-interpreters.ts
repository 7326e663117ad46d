import type { Json, LabInterpreter, Zeppelin } from '../world/zeppelin/zeppelin';
import type { Route } from './route';
import { done, exception, okWith, told } from './zeppelin-answers';

type Fields = Readonly<Record<string, Json>>;

/** Interpreter settings, with the failures that were seen on 0.10.0. */
export function interpreterRoutes(zeppelin: Zeppelin): readonly Route[] {
  const view = (one: LabInterpreter): Json => {
    const { id, name, group, properties, dependencies, option, status, errorReason } = one;
    const error = errorReason === undefined ? {} : { errorReason };
    const groups = [{ name: 'spark', class: 'org.apache.zeppelin.spark.SparkInterpreter' }];
    return { id, name, group, properties, status, ...error, interpreterGroup: groups, dependencies, option };
  };
  return [
    {
      method: 'GET',
      path: /^\/api\/interpreter\/setting$/,
      handle: () => okWith(zeppelin.interpreters.map(view)),
    },
    {
      method: 'PUT',
      path: /^\/api\/interpreter\/setting\/restart\/([^/]+)$/,
      handle: ({ params: [id = ''] }) => {
        zeppelin.writes.push(`restart ${id}`);
        const found = zeppelin.interpreter(id);
        if (!found) return exception('NullPointerException', 'Cannot invoke "InterpreterSetting.close()"');
        zeppelin.restart(found);
        return okWith(view(found));
      },
    },
    {
      method: 'GET',
      path: /^\/api\/interpreter\/setting\/([^/]+)$/,
      handle: ({ params: [id = ''] }) => {
        const found = zeppelin.interpreter(id);
        return found ? okWith(view(found)) : told(404, 'NOT_FOUND');
      },
    },
    {
      method: 'PUT',
      path: /^\/api\/interpreter\/setting\/([^/]+)$/,
      handle: ({ params: [id = ''], body }) => {
        zeppelin.writes.push(`put ${id}`);
        const change = readChange(body, zeppelin.plain);
        if ('status' in change) return change;
        const found = zeppelin.interpreter(id);
        if (!found) return told(404, 'NOT_FOUND', { message: `Interpreter setting id ${id} not found` });
        if (change.dependencies === undefined) {
          return told(500, 'INTERNAL_SERVER_ERROR', { message: 'Cannot invoke "java.util.List.isEmpty()"' });
        }
        const { properties, dependencies, option } = change;
        zeppelin.update(found, { properties, dependencies, option: option ?? {} });
        return okWith(view(found));
      },
    },
    {
      method: 'DELETE',
      path: /^\/api\/interpreter\/setting\/([^/]+)$/,
      handle: ({ params: [id = ''] }) => {
        const at = zeppelin.interpreters.findIndex((one) => one.id === id);
        if (at >= 0) zeppelin.interpreters.splice(at, 1);
        return done();
      },
    },
  ];
}

interface Change {
  readonly properties: Fields;
  readonly dependencies?: readonly Json[];
  readonly option?: Fields;
}

function readChange(body: string, plain: boolean): Change | ReturnType<typeof exception> {
  if (body === '') return exception('NullPointerException', '"request" is null');
  const syntax = (found: string) =>
    exception(
      'JsonSyntaxException',
      `java.lang.IllegalStateException: Expected BEGIN_OBJECT but was ${found}`,
    );
  let change: Change;
  try {
    change = JSON.parse(body) as Change;
  } catch {
    return syntax('STRING at line 1 column 1 path $');
  }
  const wrong = Object.values(change.properties ?? {}).some((one) => (typeof one === 'string') !== plain);
  return wrong ? syntax('STRING at line 1 column 2 path $.properties.') : change;
}
