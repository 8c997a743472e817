// My party, beside the search; or the way to one.

import { useDeed, useRoom } from '../../app/hooks';
import { go, rialto, words } from '../../app/shared';
import { LiveButton } from '../../ui/controls';
import { ask } from './ask';
import { listed } from './names';
import { Refused } from './Refused';
import type { Party } from './types';

export function PartyCard({ party }: { party: string | null }) {
  const t = words('play');
  const state = useRoom(party ? rialto.room('party', party) : null).state as Party | undefined;
  const opening = useDeed(async () => go(`/parties/${(await ask('party:create')).party.split(':')[1]}`));
  return (
    <section class="card" aria-labelledby="my-party">
      <h2 id="my-party">{t('party.title')}</h2>
      {party ? (
        <>
          {state && <p>{listed(state.members.map(one => one.name || t('somebody')))}</p>}
          <a class="button" href={`/parties/${party.split(':')[1]}`}>
            {t('party.look')}
          </a>
        </>
      ) : (
        <>
          <p>{t('party.none')}</p>
          <LiveButton busy={opening.busy} onClick={() => void opening.run()}>
            {t('party.create')}
          </LiveButton>
          <Refused error={opening.error} />
        </>
      )}
    </section>
  );
}
