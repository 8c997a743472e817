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
  const where = (room: string) => {
    const line = listed.find(one => one.conversation === room);
    return line ? titleOf(line) : '';
  };
  const isNone = !found.loading && !found.error && found.items.length === 0;
  return (
    <section class="talks-found" aria-busy={found.loading}>
      <h2>{t('search.messages')}</h2>
      <Refused error={found.error} />
      <div role="status">{isNone && <p class="soft">{t('search.nothing')}</p>}</div>
      <ul class="lines">
        {found.items.map(({ conversation, message }) => (
          <li key={`${conversation} ${message.id}`}>
            <a href={`/messages/${conversation.split(':')[1]}?at=${message.id}`} class="talks-row">
              <span class="talks-what">
                <span class="talks-top">
                  <strong class="talk-cut">{t('said_in', { name: nameOf(message.authorName), title: where(conversation) })}</strong>
                  <time dateTime={message.at} class="soft">
                    {date(message.at)}
                  </time>
                </span>
                <span class="talk-two soft" dir="auto">
                  {lineOf(message)}
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
