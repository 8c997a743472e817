// Everything about a conversation but what is said in it: notifications, members, order, and the ways out.

import { useState } from 'preact/hooks';
import { useInbox } from '../../app/hooks';
import { go, words } from '../../app/shared';
import { Dialog, LiveButton } from '../../ui/controls';
import { ask } from '../play/ask';
import { Deed } from './Deed';
import { Members } from './Members';
import { Mute } from './Mute';
import { nameOf } from './names';
import { Order } from './Order';
import { isStaff, keepsOrder, type Scene } from './scene';
import type { Member } from './types';

interface Props {
  readonly scene: Scene;
  readonly title: string;
  readonly other: Member | undefined;
  readonly isDeaf: boolean;
  onClose(): void;
}

export function Details({ scene, title, other, isDeaf, onClose }: Props) {
  const { talk } = scene;
  const keeps = keepsOrder(scene);
  return (
    <Dialog title={title} onClose={onClose}>
      <div class="stack talk-details">
        {talk.you && <Mute room={scene.room} isMuted={talk.you.muted} />}
        <Members scene={scene} />
        {keeps && (talk.kind !== 'direct' || isStaff()) && <Order scene={scene} />}
        <WaysOut scene={scene} other={other} isDeaf={isDeaf} />
      </div>
    </Dialog>
  );
}

/** Leaving, ending, and hearing no more of somebody. */
function WaysOut({ scene, other, isDeaf }: Pick<Props, 'scene' | 'other' | 'isDeaf'>) {
  const t = words('messages');
  const [dialog, open] = useState<'leave' | 'end' | 'block' | null>(null);
  const { talk } = scene;
  const close = () => open(null);
  const canEnd = isStaff() || (keepsOrder(scene) && (talk.kind === 'group' || talk.kind === 'support'));
  return (
    <section>
      <h3>{t('ways_out')}</h3>
      <div class="row start">
        {other && (
          <a class="button" href={`/people/${other.user}`}>
            {t('profile')}
          </a>
        )}
        {other && <LiveButton onClick={() => open('block')}>{isDeaf ? t('unblock') : t('block')}</LiveButton>}
        {talk.you && talk.kind !== 'lobby' && <LiveButton onClick={() => open('leave')}>{t('leave')}</LiveButton>}
        {canEnd && (
          <LiveButton class="danger" onClick={() => open('end')}>
            {t('end')}
          </LiveButton>
        )}
      </div>
      {dialog === 'leave' && <Leave scene={scene} onClose={close} />}
      {dialog === 'end' && <End scene={scene} onClose={close} />}
      {dialog === 'block' && other && <Block user={other.user} name={nameOf(other.name)} isDeaf={isDeaf} onClose={close} />}
    </section>
  );
}

function Leave({ scene: { room, talk }, onClose }: { scene: Scene; onClose(): void }) {
  const t = words('messages');
  const leave = async () => {
    await ask('conversation:leave', {}, room.name);
    go('/messages');
  };
  return (
    <Deed title={t('leave.title')} action={t('leave')} danger onDone={leave} onClose={onClose}>
      <p>{talk.kind === 'direct' ? t('leave.direct') : talk.memberCount === 1 ? t('leave.last') : t('leave.text')}</p>
    </Deed>
  );
}

function End({ scene: { room }, onClose }: { scene: Scene; onClose(): void }) {
  const t = words('messages');
  const end = async () => {
    await ask('conversation:delete', {}, room.name);
    go('/messages');
  };
  return (
    <Deed title={t('end.title')} action={t('end')} danger onDone={end} onClose={onClose}>
      <p>{t('end.text')}</p>
    </Deed>
  );
}

function Block({ user, name, isDeaf, onClose }: { user: string; name: string; isDeaf: boolean; onClose(): void }) {
  const t = words('messages');
  const inbox = useInbox()!;
  const block = () => ask('user:block', { user, on: !isDeaf }, inbox.name);
  return (
    <Deed
      title={isDeaf ? t('unblock.title', { name }) : t('block.title', { name })}
      action={isDeaf ? t('unblock') : t('block')}
      danger={!isDeaf}
      onDone={block}
      onClose={onClose}
    >
      <p>{isDeaf ? t('unblock.text', { name }) : t('block.text', { name })}</p>
    </Deed>
  );
}
