import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Duration } from '../domain/core/duration';
import { attempt, type Problem, shown } from '../domain/core/problem';
import { namespaceProblems } from '../domain/operator-host/cloudwatch';
import { CREDENTIAL_KINDS, type CredentialKind } from '../io/credentials';
import { type ListenPlace, listenPlace } from '../io/operator-server/listen-place';
import { secretReferenceProblem } from '../io/secrets';
import { type ServicePlace, servicePlace } from './address-option';

export type Env = Readonly<Record<string, string | undefined>>;

/** The variable that stands for an option: `--ca-file` is `MESOS_SPARK_CA_FILE`. */
export const variableOf = (option: string) => `MESOS_SPARK_${option.toUpperCase().replaceAll('-', '_')}`;

export type StorePlace =
  | { readonly is: 's3'; readonly bucket: string; readonly prefix: string }
  | { readonly is: 'folder'; readonly path: string };

/** Where agents' machines are: instances of EC2 in these VPCs. */
export interface MachinesPlace {
  readonly vpcIds: readonly string[];
}

export interface CredentialsReference {
  readonly reference: string;
  readonly kind: CredentialKind;
}

/** Collects what is wrong; what it returns beside a problem is never used. */
export class OptionReader {
  constructor(
    private readonly env: Env,
    private readonly problems: Problem[],
  ) {}

  /** An empty variable counts as none: unit files write them so. */
  text(option: string, value: string | undefined): string | undefined {
    return value ?? (this.env[variableOf(option)] || undefined);
  }

  place(option: string, value: string | undefined): StorePlace {
    const text = this.required(option, value, 's3://BUCKET[/PREFIX] or file:///FOLDER');
    const s3 = /^s3:\/\/([a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?:\/(.*))?$/.exec(text);
    if (s3) {
      const prefix = (s3[2] ?? '').replace(/\/+$/, '');
      return { is: 's3', bucket: s3[1] ?? '', prefix: prefix === '' ? '' : `${prefix}/` };
    }
    if (/^file:\/\/\//.test(text)) return { is: 'folder', path: fileURLToPath(text) };
    if (text !== '') this.wrong(option, text, 's3://BUCKET[/PREFIX] or file:///FOLDER');
    return { is: 'folder', path: '' };
  }

  service(option: string, value: string | undefined): ServicePlace {
    const text = this.required(option, value, 'http:// or https:// URLs, or a zk:// URL');
    const read = text === '' ? { problems: [] } : servicePlace(`--${option}`, text);
    if ('value' in read) return read.value;
    this.problems.push(...read.problems);
    return { is: 'urls', urls: [''] };
  }

  /** As `service`, for one that ZooKeeper does not tell of. */
  addresses(option: string, value: string | undefined): ServicePlace {
    const place = this.service(option, value);
    if (place.is === 'zookeeper')
      this.wrong(option, this.text(option, value) ?? '', 'http:// or https:// URLs');
    return place;
  }

  file(option: string, value: string | undefined): string | undefined {
    const path = this.text(option, value);
    if (path === undefined) return undefined;
    try {
      return readFileSync(path, 'utf8');
    } catch {
      this.wrong(option, path, 'a PEM file that can be read');
      return undefined;
    }
  }

  /** The kind is said by the option of the same name with `-kind` behind it. */
  credentials(
    option: string,
    value: string | undefined,
    givenKind: string | undefined,
  ): CredentialsReference | undefined {
    const reference = this.text(option, value);
    const kind = this.text(`${option}-kind`, givenKind);
    if (reference === undefined) return undefined;
    const problem = secretReferenceProblem(`--${option}`, reference);
    if (problem) this.problems.push(problem);
    return { reference, kind: this.choice(`${option}-kind`, kind ?? '', CREDENTIAL_KINDS) };
  }

  machines(option: string, value: string | undefined): MachinesPlace | undefined {
    const text = this.text(option, value);
    if (text === undefined) return undefined;
    const [, list] = /^ec2:\/\/(vpc-[0-9a-f]+(?:,vpc-[0-9a-f]+)*)$/.exec(text) ?? [];
    if (list === undefined) this.wrong(option, text, 'ec2://VPC_ID[,VPC_ID]');
    return { vpcIds: (list ?? '').split(',') };
  }

  /** As SQS itself names it; `http` where AWS is emulated. */
  queue(option: string, value: string | undefined): string | undefined {
    const text = this.text(option, value);
    if (text === undefined) return undefined;
    if (!/^https?:\/\/[A-Za-z0-9.-]+(:\d+)?\/\d{12}\/[A-Za-z0-9_-]{1,80}$/.test(text)) {
      this.wrong(option, text, "a queue's URL, https://sqs.REGION.amazonaws.com/ACCOUNT/NAME");
    }
    return text;
  }

  duration(option: string, text: string): Duration {
    const found = attempt(() => Duration.parse(text));
    if ('value' in found) {
      // Whether an older service is unused is known only where somebody looks every two minutes.
      const millis = found.value.toMillis();
      if (millis < 1000 || millis > 60_000) this.wrong(option, text, 'from one second to one minute');
      return found.value;
    }
    for (const problem of found.problems) this.problems.push({ ...problem, at: `--${option}` });
    return Duration.seconds(0);
  }

  /** Undefined where it is `off`. */
  durationOrOff(option: string, text: string): Duration | undefined {
    if (text === 'off') return undefined;
    const found = attempt(() => Duration.parse(text));
    const millis = 'value' in found ? found.value.toMillis() : 0;
    if (millis < 10_000 || millis > 3_600_000)
      this.wrong(option, text, 'from ten seconds to one hour, such as 60s, or off');
    return 'value' in found ? found.value : undefined;
  }

  port(option: string, text: string): number {
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    if (port < 1 || port > 65_535) this.wrong(option, text, 'a port, 1 to 65535');
    return port;
  }

  /** Undefined where the server is not wanted. */
  listen(option: string, value: string | undefined): ListenPlace | undefined {
    const text = this.text(option, value);
    if (text === undefined) return undefined;
    const place = listenPlace(text);
    if (!place) this.wrong(option, text, 'HOST:PORT, such as 127.0.0.1:8095 or [::]:8095');
    return place;
  }

  /** Of CloudWatch; undefined where nothing is published. */
  namespace(option: string, value: string | undefined): string | undefined {
    const text = this.text(option, value);
    if (text !== undefined) this.problems.push(...namespaceProblems(`--${option}`, text));
    return text;
  }

  /** Names of hosts, separated by commas. */
  hostNames(option: string, value: string | undefined): readonly string[] {
    const text = this.text(option, value);
    if (text === undefined) return [];
    const names = text.split(',').map((name) => name.trim());
    for (const name of names)
      if (!/^[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9])?$/.test(name))
        this.wrong(option, name, 'names of hosts without a port, separated by commas');
    return names;
  }

  choice<const T extends string>(option: string, text: string, choices: readonly T[]): T {
    const found = choices.find((choice) => choice === text);
    if (found === undefined) this.wrong(option, text, `one of ${choices.join(', ')}`);
    return found ?? (choices[0] as T);
  }

  required(option: string, value: string | undefined, wanted: string): string {
    const text = this.text(option, value);
    if (text === undefined) {
      const fix = `give --${option} or set ${variableOf(option)}`;
      this.problems.push({ at: `--${option}`, found: 'nothing', wanted, fix });
    }
    return text ?? '';
  }

  private wrong(option: string, text: string, wanted: string): void {
    this.problems.push({ at: `--${option}`, found: shown(text), wanted });
  }
}
