// How somebody wants to be seen.

import { useDeed } from '../../app/hooks';
import { person, rialto, words } from '../../app/shared';
import { Select } from '../../ui/controls';
import { seen, type Status } from './seen';
import { Refused } from './Refused';

const CHOICES = ['online', 'away', 'busy', 'invisible'] as const;
type Choice = (typeof CHOICES)[number];

export function OwnPresence() {
  const t = words('messages');
  const me = person.value!.id;
  const now: Status | undefined = seen.value[me]?.status;
  const set = useDeed(async (status: Choice) => {
    await rialto.presence.set(status);
    seen.value = { ...seen.peek(), [me]: { status, lastSeen: null } };
  });
  const value = CHOICES.find(one => one === now) ?? 'online';
  return (
    <div class="talks-own">
      <Select
        label={t('presence.own')}
        value={value}
        options={CHOICES.map(one => [one, t(`presence.${one}`)])}
        onValue={status => void set.run(status)}
      />
      <Refused error={set.error} />
    </div>
  );
}
