import { type ConditionState, type KindStatus, type SparkDefaultsManifest, useOf } from '../../../manifest';
import type { Judgement } from '../../engine/kind';
import type { Observed, Versioned } from './observe';

export function judge(manifest: SparkDefaultsManifest, o: Observed): Judgement {
  const published = o.wanted !== undefined && o.wanted.body === o.file?.body;
  return {
    conditions: [endpointKnown(manifest, o), publishedCondition(o, published)],
    summary: `${o.key} names port ${o.endpoint?.port ?? 0} of ${manifest.spec.shuffleService}`,
    status: o.file ? publishedStatus(o.key, o.file) : {},
  };
}

/** Of what stands there, which may be older than what should. */
function publishedStatus(key: string, { body, version }: Versioned): KindStatus {
  const use = useOf(body);
  return { published: key, publishedVersion: version, ...(use ? { uses: [use] } : {}) };
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
  const message = o.file ? `${o.key} is of an earlier spec or port` : 'nothing is published yet';
  return { type: 'Published', status: 'False', reason: o.file ? 'OutOfDate' : 'NotPublished', message };
}

/** Executors may still read the file: it stays. */
export function deleted(status: KindStatus): ConditionState {
  const file = status.published ?? 'no file';
  const message = `the manifest is gone: ${file} stays and is no longer kept up to date`;
  return { type: 'Ready', status: 'False', reason: 'Retained', message };
}
