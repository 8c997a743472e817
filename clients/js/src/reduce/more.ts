// The reducers that are loaded when they are needed.

export { conversation } from './conversation.js';
export { inbox } from './inbox.js';
export { lobby, lobbies } from './lobby.js';
export { market } from './market.js';
export { party } from './party.js';
