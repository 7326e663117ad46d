import { readShellWords } from '../../../domain/render/shell-reader';

/** What a dispatcher's command says, as the shell and MesosClusterDispatcherArguments read it. */
export interface DispatcherCommandLine {
  readonly name: string;
  readonly port: number;
  readonly webUiPort: number;
  /** Of the state in ZooKeeper; undefined where it keeps none. */
  readonly recovery?: string;
  readonly properties: Readonly<Record<string, string>>;
}

const CLASS = 'org.apache.spark.deploy.mesos.MesosClusterDispatcher';
const DIRECTORY = 'spark.deploy.zookeeper.dir';

/** Undefined where the command starts something else. */
export function dispatcherCommandLine(cmd: string): DispatcherCommandLine | undefined {
  const words = readShellWords(cmd);
  const at = words.indexOf(CLASS);
  if (at === -1) return undefined;
  const options = new Map<string, string>();
  const properties: Record<string, string> = {};
  for (let i = at + 1; i + 1 < words.length; i += 2) {
    const [option = '', value = ''] = [words[i], words[i + 1]];
    if (option === '--conf') properties[value.replace(/=.*$/s, '')] = value.replace(/^[^=]*=/, '');
    else options.set(option, value);
  }
  const servers = options.get('--zk');
  return {
    name: options.get('--name') ?? 'Spark Cluster',
    port: Number(options.get('--port') ?? 7077),
    webUiPort: Number(options.get('--webui-port') ?? 8081),
    ...(servers === undefined
      ? {}
      : { recovery: `${servers}${properties[DIRECTORY] ?? '/spark_mesos_dispatcher'}` }),
    properties,
  };
}
