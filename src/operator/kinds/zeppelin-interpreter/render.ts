import { rejectIf } from '../../../domain/core/problem';
import { NOTHING_PUBLISHED } from '../../../domain/spark/own-properties';
import type { ZeppelinInterpreterManifest } from '../../../manifest';
import type { Render } from '../../engine/rendering';
import { contradictionsOf, givenProperties } from './observe';

export const renderZeppelinInterpreter: Render<ZeppelinInterpreterManifest> = (manifest, around) => {
  const { spec } = manifest;
  const published = around.defaults(spec.sparkDefaults) ?? NOTHING_PUBLISHED;
  rejectIf(contradictionsOf(manifest, published));
  return [
    {
      what: `properties of the interpreter ${spec.interpreter}`,
      where: `PUT /api/interpreter/setting/ID of ${spec.url}`,
      content: givenProperties(spec, published.properties),
    },
  ];
};
