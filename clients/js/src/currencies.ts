// Generated from the server's table; `npm run generate` writes it anew. Currencies that have not two decimals.

export const currencies: Record<string, number> = { BHD: 3 };
