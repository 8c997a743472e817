import { useNow } from '../../app/hooks';
import { countdown, words } from '../../app/shared';

/** How long something has been going on, by the server's clock. */
export function Elapsed({ since }: { since: number }) {
  const t = words('play');
  const now = useNow();
  return (
    <span role="timer" class="timer" aria-label={t('search.elapsed')}>
      {countdown(now - since)}
    </span>
  );
}
