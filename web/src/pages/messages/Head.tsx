// What stands above a thread: who it is with, and the way to everything else about it.

import { useRef, useState } from 'preact/hooks';
import { Heading } from '../../app/Frame';
import { clockTime, person, rialto, words } from '../../app/shared';
import { Avatar } from './Avatar';
import { Details } from './Details';
import { titleOfTalk } from './names';
import { Presence } from './Presence';
import type { Scene } from './scene';
import type { Member, Talk } from './types';

interface Props {
  readonly scene: Scene;
  readonly fresh: boolean;
  /** Where there are two. */
  readonly other: Member | undefined;
  readonly isDeaf: boolean;
}

export function Head({ scene, fresh, other, isDeaf }: Props) {
  const t = words('messages');
  const [isOpen, open] = useState(false);
  const { talk } = scene;
  const title = titleOfTalk(talk, scene.me);
  return (
    <header class="talk-head">
      <a class="button quiet talk-back" href="/messages" aria-label={t('back_to_list')}>
        <span aria-hidden="true" class="talk-arrow" />
      </a>
      <Avatar name={title} />
      <div class="talk-name">
        <Heading text={title} />
        <p class="soft">
          {other ? <Presence user={other.user} isExact /> : <Kind talk={talk} />}
          {talk.you?.muted && <span> · {t('muted')}</span>}
        </p>
      </div>
      <button type="button" onClick={() => open(true)} aria-haspopup="dialog">
        {t('details')}
      </button>
      <AsOf fresh={fresh} />
      {isOpen && <Details scene={scene} title={title} other={other} isDeaf={isDeaf} onClose={() => open(false)} />}
    </header>
  );
}

function Kind({ talk: { kind, about, memberCount } }: { talk: Talk }) {
  const t = words('messages');
  const [where, id] = about?.split(':') ?? [];
  if (kind === 'auction' && where === 'auction') return <a href={`/auctions/${id}`}>{t('about.auction')}</a>;
  if (kind === 'lobby' && where === 'lobby') return <a href={`/lobbies/${id}`}>{t('about.lobby')}</a>;
  if (kind === 'support') return <>{t('about.support')}</>;
  return <>{t('members', { count: memberCount })}</>;
}

/** What is shown is old: since when. */
function AsOf({ fresh }: { fresh: boolean }) {
  const since = useRef(0);
  const isLost = !fresh && person.value !== null;
  if (!isLost) since.current = 0;
  else since.current ||= rialto.now();
  return (
    <p class="stale-note talk-as-of" role="status">
      {isLost && words('frame')('as_of', { time: clockTime(since.current) })}
    </p>
  );
}
