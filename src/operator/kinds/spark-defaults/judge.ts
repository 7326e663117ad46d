import { problemText } from '../../../domain/core/problem';
import { canonicalJson } from '../../../domain/render/json';
import { applicationWarnings } from '../../../domain/spark/application-warnings';
import { checkProperties } from '../../../domain/spark/check-properties';
import { type ConditionState, type KindStatus, type SparkDefaultsManifest, useOf } from '../../../manifest';
import type { Judgement } from '../../engine/kind';
import type { Observed } from './observe';

export function judge(manifest: SparkDefaultsManifest, o: Observed): Judgement {
  const published = o.wanted?.current.every(({ body, there }) => body === there?.body) ?? false;
  return {
    conditions: [endpointKnown(manifest, o), compatible(manifest, o), publishedCondition(o, published)],
    summary: `${o.key} names port ${o.endpoint?.port ?? 0} of ${manifest.spec.shuffleService}`,
    status: { ...publishedStatus(o), ...warningStatus(manifest) },
  };
}

/** Of what stands there, which may be older than what should: the file, and the version that is named. */
function publishedStatus({ key, file, currentFile, currentVersion }: Observed): KindStatus {
  if (!file) return {};
  const uses = [file.body, currentFile?.body ?? ''].flatMap((body) => useOf(body) ?? []);
  const different = uses.filter((use, i) => i === 0 || canonicalJson(use) !== canonicalJson(uses[0]));
  return {
    published: key,
    ...(currentVersion === undefined ? {} : { publishedVersion: currentVersion }),
    ...(different.length === 0 ? {} : { uses: different }),
  };
}

function warningStatus({ spec }: SparkDefaultsManifest): KindStatus {
  const { properties, sparkVersion } = spec;
  const all = [
    ...checkProperties(properties, sparkVersion).warnings,
    ...applicationWarnings(properties, sparkVersion),
  ];
  const warnings = all.map((one) => ({
    severity: one.severity,
    reason: one.reason,
    message: problemText(one),
  }));
  return warnings.length === 0 ? {} : { warnings };
}

/** What was published before stays until the two agree again. */
function compatible(manifest: SparkDefaultsManifest, { contradictions }: Observed): ConditionState {
  if (contradictions.length === 0) {
    const message = `the properties agree with ${manifest.spec.shuffleService}`;
    return { type: 'Compatible', status: 'True', reason: 'Compatible', message };
  }
  const message = contradictions.map(problemText).join('\n');
  return { type: 'Compatible', status: 'False', reason: 'Contradicted', message };
}

function endpointKnown(manifest: SparkDefaultsManifest, { endpoint }: Observed): ConditionState {
  const service = manifest.spec.shuffleService;
  if (!endpoint) {
    const message = `the shuffle service ${service} has published no endpoint; it does so once it runs on every eligible agent`;
    return { type: 'EndpointKnown', status: 'False', reason: 'NoEndpoint', message };
  }
  const message = `${service} listens on port ${endpoint.port}`;
  return { type: 'EndpointKnown', status: 'True', reason: 'EndpointKnown', message };
}

function publishedCondition(o: Observed, published: boolean): ConditionState {
  if (published) return { type: 'Published', status: 'True', reason: 'Published', message: o.key };
  const message = o.file
    ? 'what is published is of an earlier spec or port, or not all of it is there'
    : 'nothing is published yet';
  return { type: 'Published', status: 'False', reason: o.file ? 'OutOfDate' : 'NotPublished', message };
}

/** Executors may still read the file: it stays. */
export function deleted(status: KindStatus): ConditionState {
  const file = status.published ?? 'no file';
  const message = `the manifest is gone: ${file} stays and is no longer kept up to date`;
  return { type: 'Ready', status: 'False', reason: 'Retained', message };
}
