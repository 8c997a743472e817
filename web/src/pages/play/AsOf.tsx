import { useRef } from 'preact/hooks';
import { clockTime, rialto, words } from '../../app/shared';

/** What is shown is old: since when. */
export function AsOf({ fresh }: { fresh: boolean }) {
  const f = words('frame');
  const last = useRef(rialto.now());
  if (fresh) last.current = 0;
  else last.current ||= rialto.now();
  return <div role="status">{!fresh && <p class="stale-note">{f('as_of', { time: clockTime(last.current) })}</p>}</div>;
}
