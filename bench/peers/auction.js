// The room that all three servers share: what a bid does, and what everybody is told about it.
// Kept in memory alone; the names and the order of the fields are those of Rialto's `auction:bid`.

const HOUR_MS = 3_600_000;

export class Auction {
  constructor(room) {
    this.room = room;
    this.seq = 0;
    this.price = 0;
    this.leader = null;
    this.endsAt = new Date(Date.now() + HOUR_MS).toISOString();
  }

  /** The event that a bid becomes, or nothing where it is too low. */
  bid(bidder, amount) {
    if (!Number.isSafeInteger(amount) || amount <= this.price) return undefined;
    this.price = amount;
    this.leader = bidder;
    this.seq += 1;
    return {
      event: 'auction:bid',
      room: this.room,
      seq: this.seq,
      at: new Date().toISOString(),
      data: {
        bid: String(this.seq),
        bidder,
        amount,
        price: amount,
        minimum: amount + 1,
        bidCount: this.seq,
        leader: bidder,
        automatic: false,
        buyNow: false,
        endsAt: this.endsAt,
      },
    };
  }

  /** What the bidder is answered: the content of Rialto's reply. */
  answer(event) {
    if (event === undefined) {
      return { error: { code: 'bid_too_low', data: { minimum: this.price + 1 } } };
    }
    const { bid, price, minimum, leader } = event.data;
    return { seq: event.seq, data: { bid, status: 'leading', price, minimum, leader } };
  }
}

/** Auctions by name, made when somebody first asks. */
export class Auctions {
  #known = new Map();

  named(room) {
    let auction = this.#known.get(room);
    if (auction === undefined) {
      auction = new Auction(room);
      this.#known.set(room, auction);
    }
    return auction;
  }
}

/** Where to listen: `node FILE PORT`. */
export const port = Number(process.argv[2]);
export const host = '127.0.0.1';
/** Connections that may wait to be taken; the herd comes all at once. */
export const backlog = 4096;
