// Generated from the server's types; `npm run generate` writes it anew.

interface Any {
  state: any;
  events: Record<string, any>;
  commands: Record<string, { in: any; out: any }>;
}

export interface Kinds { auction: Any; conversation: Any; inbox: Any; lobby: Any; lobbies: Any; market: Any; party: Any; queue: Any; session: Any }
