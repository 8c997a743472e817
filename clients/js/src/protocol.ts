export interface Kinds { auction: any; conversation: any; inbox: any; lobby: any; lobbies: any; market: any; party: any; queue: any; session: any }
