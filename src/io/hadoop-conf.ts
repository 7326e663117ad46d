import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { DOMParser } from '@xmldom/xmldom';
import type { Problem } from '../domain/core/problem';
import type { HadoopConf } from '../domain/spark/submit/hdfs-address';

/** What Hadoop's clients read, the later one on top. */
const FILES = ['core-site.xml', 'hdfs-site.xml'] as const;

export interface HadoopConfRead {
  readonly conf: HadoopConf;
  readonly problems: readonly Problem[];
}

/** Reads a HADOOP_CONF_DIR as far as it is there. */
export async function readHadoopConf(at: string, folder: string): Promise<HadoopConfRead> {
  const problems: Problem[] = [];
  const conf: Record<string, string> = {};
  for (const name of FILES) {
    const file = path.join(folder, name);
    try {
      Object.assign(conf, hadoopProperties(await readFile(file, 'utf8')));
    } catch (error) {
      problems.push({
        at,
        found: `${file}: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
        wanted: 'a file of properties in XML that can be read',
        fix: 'copy core-site.xml and hdfs-site.xml from a machine of the HDFS, or install them by mesos-spark install',
      });
    }
  }
  return { conf, problems };
}

/**
 * `<configuration><property><name>…</name><value>…</value></property></configuration>`, as Hadoop writes it.
 * @throws Error on what is no XML or another document
 */
export function hadoopProperties(xml: string): HadoopConf {
  const parser = new DOMParser({
    onError: (level, message) => {
      if (level !== 'warning') throw new Error(`no XML: ${message.split('\n')[0]}`);
    },
  });
  const root = parser.parseFromString(xml, 'text/xml').documentElement;
  if (root?.nodeName !== 'configuration')
    throw new Error(`found <${root?.nodeName}>, wanted <configuration>`);
  const found: Record<string, string> = {};
  for (const property of Array.from(root.getElementsByTagName('property'))) {
    const [name] = Array.from(property.getElementsByTagName('name'));
    const [value] = Array.from(property.getElementsByTagName('value'));
    if (name?.textContent) found[name.textContent.trim()] = (value?.textContent ?? '').trim();
  }
  return found;
}
