// The ten lines that follow a lot and bid on it, from a page of one's own.

import type { Lot } from './lot';

export function codeFor({ id, currency }: Lot): string {
  return `<p id="price"></p><button id="bid">Bid</button>
<script src="${location.origin}/client.js"></script>
<script>
  const token = async () => (await fetch('/rialto-token')).text(); // signed by your own backend
  const rialto = Rialto.createClient({ url: '${location.origin}', token });
  const lot = rialto.auction('${id}');
  lot.subscribe(now => { if (now) price.textContent = Rialto.formatMoney(Rialto.minor(now.price ?? now.minimum, '${currency}')); });
  bid.onclick = () => lot.bid(lot.state.minimum).then(answer => alert(answer.status), error => alert(error.code));
  rialto.connect();
</script>
`;
}
