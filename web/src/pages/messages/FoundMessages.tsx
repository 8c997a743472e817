// Messages in one's conversations, found by their words.

import { useInbox, usePages, useRoom } from '../../app/hooks';
import { date, words } from '../../app/shared';
import { Button } from '../../ui/controls';
import { lineOf, nameOf, titleOf } from './names';
import { Refused } from './Refused';
import type { Listed, Message } from './types';

interface Found {
  readonly conversation: string;
  readonly message: Message;
}

const PAGE = 20;

export function FoundMessages({ q }: { q: string }) {
  const t = words('messages');
  const found = usePages<Found>('messages', { q, limit: PAGE });
  const listed = (useRoom(useInbox()).state?.conversations ?? []) as readonly Listed[];
  const where = ({ conversation, message }: Found) => {
    const line = listed.find(one => one.conversation === conversation);
    const name = nameOf(message.authorName);
    return !line || line.with === message.author ? name : t('said_in', { name, title: titleOf(line) });
  };
  const isNone = !found.loading && !found.error && found.items.length === 0;
  return (
    <section class="talks-found" aria-busy={found.loading}>
      <h2>{t('search.messages')}</h2>
      <Refused error={found.error} />
      <div role="status">{isNone && <p class="soft">{t('search.nothing')}</p>}</div>
      <ul class="lines">
        {found.items.map(one => (
          <li key={`${one.conversation} ${one.message.id}`}>
            <a href={`/messages/${one.conversation.split(':')[1]}?at=${one.message.id}`} class="talks-row">
              <span class="talks-what">
                <span class="talks-top">
                  <strong class="talk-cut">{where(one)}</strong>
                  <time dateTime={one.message.at} class="soft">
                    {date(one.message.at)}
                  </time>
                </span>
                <span class="talk-two soft" dir="auto">
                  {lineOf(one.message)}
                </span>
              </span>
            </a>
          </li>
        ))}
      </ul>
      {found.more && (
        <Button busy={found.loading} onClick={found.loadMore}>
          {words('frame')('more')}
        </Button>
      )}
    </section>
  );
}
