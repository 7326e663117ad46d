import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Duration } from '../../domain/core/duration';
import { type Problem, shown } from '../../domain/core/problem';
import { type HadoopConf, hdfsPlace, webHdfsUrls } from '../../domain/spark/submit/hdfs-address';
import type { SubmitRequest } from '../../domain/spark/submit/request';
import { namedResources } from '../../domain/spark/submit/resources';
import { readHadoopConf } from '../../io/hadoop-conf';
import { S3Files, s3PlaceOf } from '../../io/s3-file';
import { type Looked, lookAtUrl } from '../../io/web-file';
import { WebHdfs } from '../../io/web-hdfs';
import type { Env } from '../option-reader';

export interface PlacesProps {
  readonly request: SubmitRequest;
  readonly inContainer: boolean;
  readonly timeout: Duration;
  readonly env: Env;
}

/** Where files are that a request names: on this machine, in HDFS, in S3 or on the web. */
export class Places {
  static async of(props: PlacesProps): Promise<Places> {
    const { hadoopConfDir } = props.request;
    if (hadoopConfDir === undefined) return new Places(props, {}, []);
    const { conf, problems } = await readHadoopConf('--hadoop-conf-dir', hadoopConfDir);
    return new Places(props, conf, problems);
  }

  private constructor(
    private readonly props: PlacesProps,
    private readonly hadoop: HadoopConf,
    private readonly hadoopProblems: readonly Problem[],
  ) {}

  /** What is not where it is said to be. */
  async problems(): Promise<readonly Problem[]> {
    const { request } = this.props;
    const looks = namedResources(request)
      .filter(({ word }) => typeof word === 'string')
      .map(({ at, text }) => ({ at, text }));
    const { executors } = request;
    if (executors?.source.kind === 'archive' && request.target.is !== 'local') {
      looks.push({ at: '--executor-uri', text: executors.source.uri });
    }
    const found = await Promise.all(looks.map(({ at, text }) => this.problem(at, text)));
    return [...this.hadoopProblems, ...found.flat()];
  }

  private async problem(at: string, uri: string): Promise<readonly Problem[]> {
    const looked = await this.look(uri);
    if (looked.is !== 'absent') return [];
    const fix = 'put it there, for example by --upload, or mend the name';
    return [{ at, found: `${shown(uri)}: ${looked.because}`, wanted: 'a file that can be read', fix }];
  }

  /** `unknown` also where only agents or images could tell. */
  async look(uri: string): Promise<Looked> {
    const { timeout, env } = this.props;
    if (/^https?:/i.test(uri)) return lookAtUrl(uri, timeout);
    if (/^hdfs:/i.test(uri)) return this.lookAtHdfs(uri);
    const s3 = s3PlaceOf(uri);
    if (s3) return new S3Files({ timeout, env }).look(s3);
    const file = this.localPath(uri);
    if (file === undefined) return { is: 'unknown', because: 'it is not of this machine' };
    return existsSync(file) ? { is: 'there' } : { is: 'absent', because: `no ${file}` };
  }

  /** @returns undefined where it names nothing of this machine */
  localPath(uri: string): string | undefined {
    const { request, inContainer } = this.props;
    if (inContainer || (request.target.is === 'cluster' && /^[A-Za-z][\w+.-]*:/.test(uri))) return undefined;
    if (/^file:\/\//i.test(uri)) return fileURLToPath(uri);
    const path =
      /^(?:file|local):(.*)$/is.exec(uri)?.[1] ?? (/^[A-Za-z][\w+.-]*:/.test(uri) ? undefined : uri);
    return path?.replace(/^\/\/(?=\/)/, '');
  }

  /** The HDFS that a URI means, by its WebHDFS. */
  hdfs(uri: string): { readonly client: WebHdfs; readonly path: string } | undefined {
    const place = hdfsPlace(uri, this.hadoop);
    if (!place) return undefined;
    const user = this.props.env['HADOOP_USER_NAME'] ?? userInfo().username;
    const urls = webHdfsUrls(place.authority, this.hadoop);
    return { client: new WebHdfs({ urls, user, timeout: this.props.timeout }), path: place.path };
  }

  private async lookAtHdfs(uri: string): Promise<Looked> {
    const place = this.hdfs(uri);
    if (!place) return { is: 'absent', because: 'nothing says which HDFS is meant' };
    try {
      const status = await place.client.status(place.path);
      if (status === undefined) return { is: 'absent', because: 'HDFS has no such file' };
      if (status.type === 'DIRECTORY') return { is: 'absent', because: 'it is a folder' };
      return { is: 'there', length: status.length };
    } catch (error) {
      const because = error instanceof Error ? error.message : String(error);
      return /Kerberos/.test(because) ? { is: 'unknown', because } : { is: 'absent', because };
    }
  }
}
