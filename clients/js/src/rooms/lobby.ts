import type { CallOptions } from '../requests.js';
import { RoomCore } from '../room.js';
import type { In } from '../kinds.js';

/** Where those who play together meet. */
export class LobbyRoom extends RoomCore<'lobby'> {
  join(how: In<'lobby', 'join'> = {}, options?: CallOptions): Promise<unknown> {
    return this.call('join', how, options);
  }

  leave(options?: CallOptions): Promise<unknown> {
    return this.call('leave', {}, options);
  }

  setReady(ready = true, options?: CallOptions): Promise<unknown> {
    return this.call('ready', { ready }, options);
  }

  kick(user: string, reason?: string, options?: CallOptions): Promise<unknown> {
    return this.call('kick', { user, reason }, options);
  }

  start(options?: CallOptions): Promise<unknown> {
    return this.call('start', {}, options);
  }
}
