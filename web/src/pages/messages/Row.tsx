// A conversation in the list.

import { date, number, person, rialto, shortTime, words } from '../../app/shared';
import { useRoom } from '../../app/hooks';
import { Avatar } from './Avatar';
import { dayOf } from './lines';
import { lineOf, nameOf, titleOf } from './names';
import { Presence } from './Presence';
import type { Listed, Message, Talk } from './types';
import { useTyping } from './typing';

export function Row({ line, isCurrent }: { line: Listed; isCurrent: boolean }) {
  const t = words('messages');
  const { conversation, kind, unreadCount, muted, lastMessage } = line;
  const title = titleOf(line);
  const id = conversation.split(':')[1]!;
  return (
    <li>
      <a href={`/messages/${id}`} class="talks-row" aria-current={isCurrent ? 'page' : undefined} data-testid="conversation">
        <Avatar name={title} />
        <span class="talks-what">
          <span class="talks-top">
            <strong class={`talk-cut ${0 < unreadCount ? 'unread' : ''}`} dir="auto">
              {title}
            </strong>
            {lastMessage && <Time at={lastMessage.at} />}
          </span>
          <span class="talks-top">
            {isCurrent ? (
              <LineOrTyping room={conversation} last={lastMessage} isDirect={kind === 'direct'} />
            ) : (
              <LastLine last={lastMessage} isDirect={kind === 'direct'} />
            )}
            {0 < unreadCount && (
              <span class={`count ${muted ? 'muted' : ''}`}>
                <span aria-hidden="true">{number(unreadCount)}</span>
                <span class="unseen">{t('unread', { count: unreadCount })}</span>
              </span>
            )}
          </span>
          <span class="talks-signs soft">
            {line.with && <Presence user={line.with} />}
            {kind !== 'direct' && <span>{t(`kind.${kind}`)}</span>}
            {muted && (
              <span>
                <span aria-hidden="true">🔕</span> {t('muted')}
              </span>
            )}
          </span>
        </span>
      </a>
    </li>
  );
}

function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} class="soft figure">
      {dayOf(at) === dayOf(rialto.now()) ? shortTime(at) : date(at)}
    </time>
  );
}

function LastLine({ last, isDirect }: { last: Message | null; isDirect: boolean }) {
  const t = words('messages');
  if (!last) return <span class="talk-cut soft">{t('empty.thread')}</span>;
  const isMine = last.author === person.value?.id;
  const who = isMine ? t('you') : nameOf(last.authorName);
  return (
    <span class="talk-cut soft" dir="auto">
      {isMine || !isDirect ? t('said_by', { name: who, text: lineOf(last) }) : lineOf(last)}
    </span>
  );
}

/** Who writes is known of the conversation that is open. */
function LineOrTyping({ room, last, isDirect }: { room: string; last: Message | null; isDirect: boolean }) {
  const talk = useRoom(rialto.conversation(room)).state as Talk | undefined;
  const typing = useTyping(talk ?? { members: [] }, person.value?.id, []);
  return typing ? <span class="talk-cut good">{typing}</span> : <LastLine last={last} isDirect={isDirect} />;
}
