/** What core-site.xml and hdfs-site.xml say, merged. */
export type HadoopConf = Readonly<Record<string, string>>;

/** Which HDFS a URI means: its host, or what the configuration says where it names none. */
export interface HdfsPlace {
  /** `host`, `host:port`, or the name of a name service. */
  readonly authority: string;
  readonly path: string;
}

/** @returns undefined where neither the URI nor the configuration says which HDFS is meant */
export function hdfsPlace(uri: string, conf: HadoopConf): HdfsPlace | undefined {
  const match = /^hdfs:(?:\/\/([^/]*))?(\/.*)?$/i.exec(uri);
  if (!match) return undefined;
  const fallback = conf['fs.defaultFS'] ?? conf['fs.default.name'] ?? '';
  const authority = match[1] || (/^hdfs:\/\/([^/]+)/i.exec(fallback)?.[1] ?? '');
  return authority === '' ? undefined : { authority, path: match[2] ?? '/' };
}

/** The ports of Hadoop 3 and of Hadoop 2 before it. */
const WEB_PORTS = [9870, 50_070] as const;
const WEB_TLS_PORTS = [9871, 50_470] as const;

/**
 * Where the NameNodes answer by HTTP (WebHDFS). More than one of a name service; which is active they say
 * themselves. Without a word in the configuration, the usual ports of the host.
 */
export function webHdfsUrls(authority: string, conf: HadoopConf): readonly string[] {
  const tls = conf['dfs.http.policy'] === 'HTTPS_ONLY';
  const [scheme, key] = tls ? ['https', 'dfs.namenode.https-address'] : ['http', 'dfs.namenode.http-address'];
  const nodes = listOf(conf[`dfs.ha.namenodes.${authority}`]);
  const named = nodes.flatMap((node) => conf[`${key}.${authority}.${node}`] ?? []);
  if (named.length > 0) return named.map((address) => `${scheme}://${address}`);
  const host = authority.replace(/:\d+$/, '');
  const said = conf[`${key}.${authority}`] ?? conf[key];
  if (said !== undefined) return [`${scheme}://${said.replace(/^0\.0\.0\.0(?=:)/, host)}`];
  return (tls ? WEB_TLS_PORTS : WEB_PORTS).map((port) => `${scheme}://${host}:${port}`);
}

function listOf(text: string | undefined): readonly string[] {
  return (text ?? '')
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '');
}
