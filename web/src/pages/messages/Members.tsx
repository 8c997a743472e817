// Who belongs to a conversation; its owners and staff bring people in, put them out, and let them only read.

import { useState } from 'preact/hooks';
import { number, words } from '../../app/shared';
import { Button, LiveButton, Select, TextField } from '../../ui/controls';
import { ask } from '../play/ask';
import { Avatar } from './Avatar';
import { Deed } from './Deed';
import { REASON_CHARS_MAX } from './limits';
import { nameOf } from './names';
import { PeopleSearch } from './PeopleSearch';
import { Presence } from './Presence';
import { isStaff, keepsOrder, type Scene } from './scene';
import type { Member } from './types';

/** So many are shown at first. */
const SHOWN = 20;

export function Members({ scene }: { scene: Scene }) {
  const t = words('messages');
  const [isAdding, add] = useState(false);
  const [isAll, showAll] = useState(false);
  const { room, talk } = scene;
  const keeps = keepsOrder(scene);
  const isRuled = keeps && (talk.kind === 'group' || talk.kind === 'support');
  const known = new Set(talk.members.map(one => one.user));
  const bring = async (user: string) => {
    await ask('conversation:add', { user }, room.name);
    room.refresh(0);
  };
  return (
    <section>
      <h3>{t('members', { count: talk.memberCount })}</h3>
      <ul class="lines">
        {talk.members.slice(0, isAll ? undefined : SHOWN).map(one => (
          <Row key={one.user} member={one} scene={scene} isRuled={isRuled} keeps={keeps && (talk.kind !== 'direct' || isStaff())} />
        ))}
      </ul>
      {!isAll && SHOWN < talk.members.length && (
        <Button onClick={() => showAll(true)}>{t('members.all', { count: number(talk.members.length) })}</Button>
      )}
      {talk.members.length < talk.memberCount && <p class="soft">{t('members.crowd')}</p>}
      {isRuled && !isAdding && <LiveButton onClick={() => add(true)}>{t('members.add')}</LiveButton>}
      {isAdding && <PeopleSearch action={t('members.bring')} without={known} onPick={({ id }) => bring(id)} />}
    </section>
  );
}

function Row({ member, scene, isRuled, keeps }: { member: Member; scene: Scene; isRuled: boolean; keeps: boolean }) {
  const t = words('messages');
  const [dialog, open] = useState<'remove' | 'silence' | null>(null);
  const name = nameOf(member.name);
  const isMe = member.user === scene.me;
  return (
    <li class="row middle">
      <span class="talk-member">
        <Avatar name={name} />
        <span>
          <a href={`/people/${member.user}`}>{name}</a>
          {isMe && <span class="soft"> {t('members.me')}</span>} {member.rank === 'owner' && <span class="badge">{t('rank.owner')}</span>}
          <br />
          <Presence user={member.user} />
        </span>
      </span>
      <span class="row start">
        {keeps && !isMe && (
          <LiveButton onClick={() => open('silence')}>
            {t('silence')}
            <span class="unseen"> {name}</span>
          </LiveButton>
        )}
        {isRuled && !isMe && (
          <LiveButton onClick={() => open('remove')}>
            {t('remove')}
            <span class="unseen"> {name}</span>
          </LiveButton>
        )}
      </span>
      {dialog === 'remove' && <Remove user={member.user} name={name} scene={scene} onClose={() => open(null)} />}
      {dialog === 'silence' && <Silence user={member.user} name={name} scene={scene} onClose={() => open(null)} />}
    </li>
  );
}

interface Whom {
  readonly user: string;
  readonly name: string;
  readonly scene: Scene;
  onClose(): void;
}

function Remove({ user, name, scene: { room }, onClose }: Whom) {
  const t = words('messages');
  const remove = async () => {
    await ask('conversation:remove', { user }, room.name);
    room.refresh(0);
  };
  return (
    <Deed title={t('remove.title', { name })} action={t('remove')} danger onDone={remove} onClose={onClose}>
      <p>{t('remove.text', { name })}</p>
    </Deed>
  );
}

const SPANS = [
  ['0', 'none'],
  ['600', 'minutes'],
  ['3600', 'hour'],
  ['86400', 'day'],
  ['604800', 'week'],
] as const;

function Silence({ user, name, scene: { room }, onClose }: Whom) {
  const t = words('messages');
  const [seconds, choose] = useState<string>('600');
  const [reason, write] = useState('');
  const silence = () => ask('conversation:silence', { user, seconds: Number(seconds), reason: reason.trim() }, room.name);
  return (
    <Deed
      title={t('silence.title', { name })}
      action={t('silence')}
      because={reason.trim() === '' && t('reason.missing')}
      onDone={silence}
      onClose={onClose}
    >
      <p>{t('silence.text', { name })}</p>
      <Select
        label={t('silence.span')}
        value={seconds}
        options={SPANS.map(([value, word]) => [value, t(`silence.${word}`)])}
        onValue={choose}
      />
      <TextField label={t('reason')} value={reason} onValue={write} maxLength={REASON_CHARS_MAX} required />
    </Deed>
  );
}
