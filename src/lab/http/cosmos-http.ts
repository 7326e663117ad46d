import { type CatalogPackage, merged, mismatches, rendered, SPARK_PACKAGE } from '../world/cosmos/catalog';
import type { JsonObject } from '../world/marathon/app';
import type { Cluster } from '../world/mesos/cluster';
import { findRoute, type LabRequest, type LabResponse, type Route, toResponse } from './route';

/** Asks Marathon, as Cosmos does. */
export type AskMarathon = (method: string, path: string, body?: unknown) => Promise<Response>;

export interface CosmosProps {
  readonly cluster: Cluster;
  readonly ask: AskMarathon;
}

interface MarathonApp {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

type Handler = (request: JsonObject) => Promise<LabResponse>;

/** Answers that are no success: Cosmos' error, by the name of its class. */
class Failure extends Error {
  constructor(
    readonly type: string,
    message: string,
    readonly status = 400,
  ) {
    super(message);
  }
}

/**
 * DC/OS' package manager with one package, as an open DC/OS has it: options can be updated, versions cannot
 * (dcos/cosmos, handlers of 2020). Everything that it knows stands in labels of apps in Marathon.
 */
export class CosmosHttp {
  private readonly routes: readonly (Omit<Route, 'handle'> & {
    readonly kind: string;
    readonly handle: Handler;
  })[];

  constructor(
    private readonly props: CosmosProps,
    private readonly pkg: CatalogPackage = SPARK_PACKAGE,
  ) {
    const post = (path: RegExp, kind: string, handle: Handler) => ({ method: 'POST', path, kind, handle });
    this.routes = [
      post(/^\/package\/list$/, 'package.list', (request) => this.list(request)),
      post(/^\/package\/install$/, 'package.install', (request) => this.install(request)),
      post(/^\/package\/uninstall$/, 'package.uninstall', (request) => this.uninstall(request)),
      post(/^\/cosmos\/service\/describe$/, 'service.describe', (request) => this.describe(request)),
      post(/^\/cosmos\/service\/update$/, 'service.update', (request) => this.update(request)),
    ];
  }

  async answer(request: LabRequest): Promise<Response> {
    const found = findRoute(this.routes as unknown as readonly Route[], request.method, request.path);
    if (found.is !== 'route') return toResponse({ status: 404 });
    const { kind, handle } = found.route as unknown as (typeof this.routes)[number];
    try {
      const type = request.headers.get('content-type') ?? '';
      const wanted = `application/vnd.dcos.${kind}-request+json;charset=utf-8;version=v1`;
      if (type !== wanted) throw new Failure('UnsupportedContentType', `Unsupported Content-Type: ${type}`);
      return toResponse(await handle(JSON.parse(request.body) as JsonObject));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      const body = { type: error.type, message: error.message };
      const headers = { 'Content-Type': 'application/vnd.dcos.package.error+json;charset=utf-8;version=v1' };
      return toResponse({ status: error.status, headers, body });
    }
  }

  private async list({ packageName, appId }: JsonObject): Promise<LabResponse> {
    const apps = (await this.apps()).filter(
      ({ id, labels }) =>
        labels['DCOS_PACKAGE_NAME'] !== undefined &&
        (packageName === undefined || labels['DCOS_PACKAGE_NAME'] === packageName) &&
        (appId === undefined || id === appId),
    );
    const packages = apps.map(({ id, labels }) => ({
      appId: id,
      packageInformation: {
        packageDefinition: {
          name: labels['DCOS_PACKAGE_NAME'] ?? '',
          version: labels['DCOS_PACKAGE_VERSION'] ?? '',
        },
      },
    }));
    return { status: 200, body: { packages } };
  }

  private async install(request: JsonObject): Promise<LabResponse> {
    const { packageName, packageVersion } = request;
    const options = (request['options'] ?? {}) as JsonObject;
    if (packageName !== this.pkg.name) {
      throw new Failure('PackageNotFound', `Package [${String(packageName)}] not found`);
    }
    const version = this.version(packageVersion);
    const app = this.rendered(version, options);
    const answer = await this.props.ask('POST', '/v2/apps', app);
    if (answer.status === 409) {
      throw new Failure('PackageAlreadyInstalled', 'Package is already installed', 409);
    }
    await this.taken(answer);
    return {
      status: 200,
      body: { packageName: this.pkg.name, packageVersion: version, appId: String(app['id']) },
    };
  }

  private async describe({ appId }: JsonObject): Promise<LabResponse> {
    const { labels } = await this.app(String(appId));
    const options = optionsOf(labels);
    return {
      status: 200,
      body: {
        package: { name: labels['DCOS_PACKAGE_NAME'] ?? '', version: labels['DCOS_PACKAGE_VERSION'] ?? '' },
        ...{ upgradesTo: [], downgradesTo: [] },
        ...(options
          ? { resolvedOptions: merged(this.pkg.defaults, options), userProvidedOptions: options }
          : {}),
      },
    };
  }

  private async update(request: JsonObject): Promise<LabResponse> {
    const { labels } = await this.app(String(request['appId']));
    const version = labels['DCOS_PACKAGE_VERSION'] ?? '';
    if (request['packageVersion'] !== undefined && request['packageVersion'] !== version) {
      const message = 'Version Upgrades are an Enterprise DC/OS feature only';
      throw new Failure('VersionUpgradeNotSupportedInOpen', message);
    }
    const given = (request['options'] ?? {}) as JsonObject;
    const stored = optionsOf(labels);
    if (request['replace'] !== true && !stored) {
      throw new Failure('OptionsNotStored', 'The options of the current service were not stored');
    }
    const options = request['replace'] === true ? given : merged(stored ?? {}, given);
    const app = this.rendered(version, options);
    if (app['id'] !== request['appId'])
      throw new Failure('AppIdChanged', 'The app id of a service may not change');
    await this.taken(await this.props.ask('PUT', `/v2/apps${String(app['id'])}`, app));
    return { status: 200, body: { resolvedOptions: merged(this.pkg.defaults, options) } };
  }

  private async uninstall({ packageName, appId }: JsonObject): Promise<LabResponse> {
    const app = (await this.apps()).find(
      ({ id, labels }) => id === appId && labels['DCOS_PACKAGE_NAME'] === packageName,
    );
    if (!app) {
      const message = `Package [${String(packageName)}] with id [${String(appId)}] is not installed`;
      throw new Failure('UninstallNonExistentAppForPackage', message);
    }
    await this.taken(await this.props.ask('DELETE', `/v2/apps${app.id}`));
    const { frameworks, tasks } = this.props.cluster;
    const framework = frameworks.all().find(({ name }) => name === app.labels['DCOS_PACKAGE_FRAMEWORK_NAME']);
    if (framework) {
      for (const task of tasks.all()) if (task.frameworkId === framework.id) tasks.kill(task.id);
      frameworks.complete(framework.id);
    }
    return { status: 200, body: { results: [{ packageName: this.pkg.name, appId: app.id }] } };
  }

  private version(wanted: unknown): string {
    const [newest = ''] = this.pkg.versions;
    const version = wanted === undefined ? newest : String(wanted);
    if (this.pkg.versions.includes(version)) return version;
    throw new Failure('VersionNotFound', `Version [${version}] of package [${this.pkg.name}] not found`);
  }

  private rendered(version: string, options: JsonObject): JsonObject {
    if (mismatches(options, this.pkg.defaults).length > 0) {
      throw new Failure('JsonSchemaMismatch', 'Options JSON failed validation');
    }
    return rendered(this.pkg, version, options);
  }

  private async apps(): Promise<readonly MarathonApp[]> {
    const answer = await this.props.ask('GET', '/v2/apps');
    return ((await answer.json()) as { apps: readonly MarathonApp[] }).apps;
  }

  private async app(id: string): Promise<MarathonApp> {
    const found = (await this.apps()).find((one) => one.id === id);
    if (found) return found;
    throw new Failure('MarathonAppNotFound', `Unable to locate service with marathon appId: '${id}'`);
  }

  /** Marathon's own refusals come through as a failure of the server. */
  private async taken(answer: Response): Promise<void> {
    if (answer.ok) return;
    throw new Failure('unhandled_exception', `java.lang.Error: ${await answer.text()}`, 500);
  }
}

function optionsOf(labels: Readonly<Record<string, string>>): JsonObject | undefined {
  const text = labels['DCOS_PACKAGE_OPTIONS'];
  return text === undefined ? undefined : (JSON.parse(atob(text)) as JsonObject);
}
