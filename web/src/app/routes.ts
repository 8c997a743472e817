// Which page stands behind which path. A page is loaded with its words when somebody goes there.

import type { ComponentType } from 'preact';
import type { Section } from './words';

export interface PageProps {
  /** What stands in the places of the path. */
  readonly params: Record<string, string>;
}

export interface Route {
  readonly pattern: string;
  readonly words: readonly Section[];
  /** The entry of the main menu that is lit. */
  readonly nav?: 'auctions' | 'market' | 'messages' | 'play' | 'console';
  /** Only for whoever is signed in. */
  readonly signedIn?: boolean;
  load(): Promise<{ default: ComponentType<PageProps> }>;
}

const auctions = { words: ['auctions'], nav: 'auctions' } as const;
const floor = { words: ['floor'], nav: 'auctions' } as const;
const market = { words: ['market'], nav: 'market' } as const;
const messages = { words: ['messages'], nav: 'messages', signedIn: true } as const;
const play = { words: ['play'], nav: 'play' } as const;
const people = { words: ['people'] } as const;

export const routes: readonly Route[] = [
  { ...auctions, pattern: '/', load: () => import('../pages/auctions/List') },
  { ...auctions, pattern: '/auctions', load: () => import('../pages/auctions/List') },
  { ...floor, pattern: '/auctions/:id', load: () => import('../pages/auctions/Floor') },
  { ...floor, pattern: '/embed/auctions/:id', load: () => import('../pages/auctions/Floor') },
  { words: ['selling'], nav: 'auctions', pattern: '/sell', signedIn: true, load: () => import('../pages/auctions/Sell') },
  { ...market, pattern: '/market', load: () => import('../pages/market/List') },
  { ...market, pattern: '/market/sell', signedIn: true, load: () => import('../pages/market/Sell') },
  { ...market, pattern: '/market/mine', signedIn: true, load: () => import('../pages/market/Mine') },
  { ...market, pattern: '/market/sales/:id', signedIn: true, load: () => import('../pages/market/Receipt') },
  { ...market, pattern: '/market/:id', load: () => import('../pages/market/Listing') },
  { ...messages, pattern: '/messages', load: () => import('../pages/messages/Messages') },
  { ...messages, pattern: '/messages/:id', load: () => import('../pages/messages/Messages') },
  { ...play, pattern: '/play', load: () => import('../pages/play/Find') },
  { ...play, pattern: '/lobbies', load: () => import('../pages/play/Lobbies') },
  { ...play, pattern: '/lobbies/:id', load: () => import('../pages/play/Lobby') },
  { ...play, pattern: '/parties/:id', signedIn: true, load: () => import('../pages/play/Party') },
  { ...people, pattern: '/notifications', signedIn: true, load: () => import('../pages/people/Notifications') },
  { ...people, pattern: '/profile', signedIn: true, load: () => import('../pages/people/Profile') },
  { ...people, pattern: '/wallet', signedIn: true, load: () => import('../pages/people/Wallet') },
  { ...people, pattern: '/people/:id', load: () => import('../pages/people/Person') },
  { ...people, pattern: '/sign-in', load: () => import('../pages/people/SignIn') },
  { ...people, pattern: '/register', load: () => import('../pages/people/Register') },
  { ...people, pattern: '/setup/:code', load: () => import('../pages/people/Setup') },
  { ...people, pattern: '/in/:code', load: () => import('../pages/people/Redeem') },
  { words: ['console'], pattern: '/console/test', nav: 'console', load: () => import('../pages/console/TestConsole') },
];
