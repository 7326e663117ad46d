import { Listeners } from '../listeners';
import { isoTime } from '../time';
import type { Timeline } from '../timeline';
import type { App, Json } from './app';

/** One line of Marathon's event stream. */
export interface MarathonEvent {
  readonly eventType: string;
  readonly timestamp: string;
  readonly [field: string]: Json | undefined;
}

/** Marathon's event bus: every event goes to whoever listens at that moment, and none is kept. */
export class EventBus {
  readonly listeners = new Listeners<MarathonEvent>();

  constructor(private readonly timeline: Timeline) {}

  emit(eventType: string, fields: { readonly [field: string]: Json | undefined }): void {
    this.listeners.tell({ ...fields, eventType, timestamp: isoTime(this.timeline.now) });
  }

  groupChanged(groupId: string, version: string): void {
    this.emit('group_change_success', { groupId, version });
  }

  groupFailed(groupId: string, version: string, reason: string): void {
    this.emit('group_change_failed', { groupId, version, reason });
  }

  /** An app was written through the API. */
  apiPost(uri: string, app: App): void {
    this.emit('api_post_event', {
      clientIp: '127.0.0.1',
      uri,
      appDefinition: { id: app.definition.id, instances: app.definition.instances, version: app.version },
    });
  }
}
