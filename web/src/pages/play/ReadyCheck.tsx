// A match is found: all who are to play have to take it, in time.

import { useEffect } from 'preact/hooks';
import { useDeed } from '../../app/hooks';
import { announce, words } from '../../app/shared';
import { Button, Dialog, LiveButton } from '../../ui/controls';
import { Countdown } from '../../ui/time';
import { played } from './games';
import { Refused } from './Refused';
import { accept, decline, putAside, type Search } from './search';
import { play } from './sound';
import type { Game, ReadyCheck as Check } from './types';

/** The title of the window changes so often: that is far slower than anything that flashes. */
const TITLE_EVERY_MS = 1_200;

export function ReadyCheck({ search, check, games }: { search: Search; check: Check; games: Game[] | undefined }) {
  const t = words('play');
  const id = search.matchRequestId;
  const taking = useDeed(() => accept(id));
  const leaving = useDeed(() => decline(id));
  useCall(t('check.title'));
  const share = t('check.accepted', { accepted: check.accepted, players: check.players });
  useEffect(() => {
    if (check.youAccepted) announce(share, { key: 'check' });
  }, [share, check.youAccepted]);
  return (
    <Dialog title={t('check.title')} onClose={() => (putAside.value = check.until)} urgent>
      <div class="stack" data-testid="ready-check">
        <p>
          <strong>{played(games, search.game, search.mode)}</strong>
        </p>
        <p class="clock">
          <Countdown until={check.until} label={t('check.left')} spoken={left => t('check.left_spoken', { left })} />
        </p>
        <progress max={check.players} value={check.accepted} aria-label={share} />
        <p>{share}</p>
        <Refused error={taking.error ?? leaving.error} />
        <div class="row start">
          <LiveButton
            main
            busy={taking.busy}
            because={check.youAccepted && t('check.you_accepted')}
            onClick={() => void taking.run()}
            autoFocus
          >
            {t('check.accept')}
          </LiveButton>
          {!check.youAccepted && (
            <LiveButton busy={leaving.busy} onClick={() => void leaving.run()}>
              {t('check.decline')}
            </LiveButton>
          )}
        </div>
        {check.youAccepted ? <p class="good">{t('check.you_accepted')}</p> : <p class="soft">{t('check.decline_hint')}</p>}
      </div>
    </Dialog>
  );
}

/** The question in a line, for whoever has looked away from it. */
export function Asked({ check }: { check: Check }) {
  const t = words('play');
  return (
    <>
      <span>
        {t('check.accepted', { accepted: check.accepted, players: check.players })}{' '}
        <Countdown until={check.until} label={t('check.left')} />
      </span>
      <Button main={!check.youAccepted} onClick={() => (putAside.value = '')}>
        {check.youAccepted ? t('bar.show') : t('bar.answer')}
      </Button>
    </>
  );
}

/** Calls whoever looks elsewhere: aloud, by a sound where that is wanted, and in the title of the window. */
function useCall(text: string): void {
  useEffect(() => {
    announce(text, { key: 'search', urgent: true });
    play();
    let before = document.title;
    const timer = setInterval(() => {
      // The page may have got another title meanwhile.
      if (document.title !== text) before = document.title;
      document.title = document.title === text ? before : text;
    }, TITLE_EVERY_MS);
    return () => {
      clearInterval(timer);
      if (document.title === text) document.title = before;
    };
  }, []);
}
