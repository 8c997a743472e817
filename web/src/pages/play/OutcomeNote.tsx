// How the last search ended, and what can be done then.

import { useDeed } from '../../app/hooks';
import { words } from '../../app/shared';
import { Button, LiveButton } from '../../ui/controls';
import { played } from './games';
import { Refused } from './Refused';
import { find, outcome, wanted, wordsOfOutcome } from './search';
import type { Game } from './types';

export function OutcomeNote({ games }: { games: Game[] | undefined }) {
  const t = words('play');
  const again = useDeed(find);
  const how = outcome.value;
  if (!how) return null;
  const before = wanted.value;
  const isNarrow = !!before && (0 < Object.keys(before.criteria ?? {}).length || 0 < Object.keys(before.regions ?? {}).length);
  const { criteria: _, regions: __, ...wider } = before ?? { game: '', mode: '' };
  const canRetry = before && how.kind !== 'matched';
  return (
    <div class="outcome row middle" data-testid="outcome">
      <span>
        {how.game && <strong>{played(games, how.game, how.mode ?? null)} </strong>}
        {wordsOfOutcome(how)}
      </span>
      <span class="row start">
        <Refused error={again.error} />
        {how.lobby && (
          <a class="button main" href={`/lobbies/${how.lobby}`} onClick={() => (outcome.value = null)}>
            {t('outcome.go')}
          </a>
        )}
        {canRetry && (
          <LiveButton busy={again.busy} onClick={() => void again.run(before)}>
            {t('outcome.again')}
          </LiveButton>
        )}
        {canRetry && how.kind === 'expired' && isNarrow && (
          <LiveButton busy={again.busy} onClick={() => void again.run(wider)}>
            {t('outcome.wider')}
          </LiveButton>
        )}
        <Button class="quiet" onClick={() => (outcome.value = null)}>
          {words('frame')('dismiss')}
        </Button>
      </span>
    </div>
  );
}
