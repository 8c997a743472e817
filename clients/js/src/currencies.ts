// Generated from protocol/asyncapi.json by `npm run generate`.

/** By how many decimals, the currencies that have not two. */
export const currencies: Record<string, string> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};
