import type { MarathonAppManifest } from '../../../manifest';
import type { Render } from '../../engine/rendering';
import { newApp } from './compare';

export const renderMarathonApp: Render<MarathonAppManifest> = (manifest) => [
  { what: 'app of Marathon', where: 'POST /v2/apps', content: newApp(manifest) },
];
