import { replaced, type Reducer } from './index.js';

export const party: Reducer = (party, { event, data, at }, me, look) => {
  // It is for those alone who belong to it, or are asked in.
  const lookIfGone = () => data.user === me && look();
  const without = (list: string[], one: string) => list.filter(other => other !== one);
  const member = (change: object) => ({
    ...party,
    members: replaced<any>(party.members, one => one.user === data.user, one => ({ ...one, ...change })),
  });
  switch (event) {
    case 'party:member:joined': {
      const one = { user: data.user, name: data.name, joinedAt: at };
      return { ...party, members: [...party.members, one], invited: without(party.invited, data.user) };
    }
    case 'party:member:left':
      lookIfGone();
      return { ...party, members: party.members.filter((one: any) => one.user !== data.user) };
    case 'party:leader:changed':
      return { ...party, leader: data.user };
    case 'party:invited':
      return { ...party, invited: [...without(party.invited, data.user), data.user].sort() };
    case 'party:declined':
      lookIfGone();
      return { ...party, invited: without(party.invited, data.user) };
    case 'party:member:reconnecting':
      return member({ reconnectingUntil: data.until });
    case 'party:member:reconnected':
      return member({ reconnectingUntil: undefined });
    case 'party:searching':
      return { ...party, searches: [...without(party.searches, data.matchRequestId), data.matchRequestId] };
    case 'party:stopped':
      return { ...party, searches: without(party.searches, data.matchRequestId) };
    case 'party:closed':
      return { ...party, closed: true };
    default:
      look();
      return party;
  }
};
