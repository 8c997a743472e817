import { replaced, type Reducer } from './index.js';

export const lobby: Reducer = (room, { event, data, at }, me, look) => {
  const member = (change: object, set: object = {}) => ({
    ...room,
    ...set,
    members: replaced<any>(room.members, one => one.user === data.user, one => ({ ...one, ...change })),
  });
  const status = data?.status ? { status: data.status } : {};
  const calm = data?.status && data.status !== 'starting' ? { startingAt: null } : {};
  switch (event) {
    case 'lobby:member:joined': {
      if (data.user === me) look();
      const { user, name, seat, team } = data;
      const one = { user, name, seat, ...(team === undefined ? {} : { team }), ready: false, joinedAt: at };
      return { ...room, ...status, ...calm, members: [...room.members.filter((other: any) => other.user !== user), one] };
    }
    case 'lobby:member:left':
    case 'lobby:member:kicked':
      if (data.user === me || (data.banned && room.banned)) look();
      return { ...room, ...status, ...calm, members: room.members.filter((one: any) => one.user !== data.user) };
    case 'lobby:member:ready':
      return member({ ready: data.ready }, { ...status, ...calm });
    case 'lobby:member:reconnecting':
      return member({ reconnectingUntil: data.until });
    case 'lobby:member:reconnected':
      return member({ reconnectingUntil: undefined });
    case 'lobby:member:seated':
      return member({ seat: data.seat });
    case 'lobby:host:changed':
      // Who is banned is for the host.
      if (data.user === me || room.host === me) look();
      return { ...room, host: data.user };
    case 'lobby:update': {
      const { unready, ...set } = data;
      // Those who only look are sent away where it is not public, and may ask again.
      if (!room.code && (data.privacy ?? room.privacy) !== 'public') look();
      const members = unready ? room.members.map((one: any) => ({ ...one, ready: false })) : room.members;
      return { ...room, ...set, ...calm, members };
    }
    case 'lobby:starting':
      return { ...room, status: 'starting', startingAt: data.at };
    case 'lobby:started':
      return { ...room, status: 'active', startingAt: null };
    case 'lobby:closed':
      if (!room.code) look();
      return { ...room, status: 'closed', startingAt: null };
    case 'lobby:invited':
    case 'lobby:result':
      return room;
    default:
      look();
      return room;
  }
};

/** As many as the server shows. */
const LOBBIES_MAX = 200;

export const lobbies: Reducer = (list, { event, data }, _me, look) => {
  const others = list.lobbies.filter((one: any) => one.lobby !== data.lobby);
  const was = others.length < list.lobbies.length;
  switch (event) {
    case 'lobby:listed':
      if (was) return { ...list, lobbies: replaced<any>(list.lobbies, one => one.lobby === data.lobby, () => data) };
      return { ...list, lobbies: [...others, data].sort(latestFirst).slice(0, LOBBIES_MAX), count: list.count + 1 };
    case 'lobby:unlisted':
      // The list may know of more than it shows.
      if (LOBBIES_MAX <= list.lobbies.length) look();
      return { ...list, lobbies: others, count: list.count - (was ? 1 : 0) };
    default:
      look();
      return list;
  }
};

function latestFirst(one: any, other: any): number {
  return Date.parse(other.createdAt) - Date.parse(one.createdAt) || (one.lobby < other.lobby ? -1 : 1);
}
