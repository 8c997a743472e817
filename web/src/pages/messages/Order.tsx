// How a conversation is kept in order: what it is called, how fast it goes, and what is not to be said in it.

import { useState } from 'preact/hooks';
import { words } from '../../app/shared';
import { LiveButton, Select, TextArea, TextField } from '../../ui/controls';
import { ask } from '../play/ask';
import { Deed } from './Deed';
import { TITLE_CHARS_MAX, WORDS_MAX } from './limits';
import type { Scene } from './scene';
import type { WordList } from './types';

type Name = 'rename' | 'slow' | 'words';

export function Order({ scene }: { scene: Scene }) {
  const t = words('messages');
  const [dialog, open] = useState<Name | null>(null);
  const { room, talk } = scene;
  const change = async (event: string, data: object) => {
    await ask(`conversation:${event}`, data, room.name);
    // What is not to be said stands in no event.
    room.refresh(0);
  };
  const close = () => open(null);
  const names: Name[] = talk.kind === 'group' || talk.kind === 'support' ? ['rename', 'slow', 'words'] : ['slow', 'words'];
  return (
    <section>
      <h3>{t('order')}</h3>
      <div class="row start">
        {names.map(name => (
          <LiveButton key={name} onClick={() => open(name)}>
            {t(`order.${name}`)}
          </LiveButton>
        ))}
      </div>
      {0 < talk.slowSeconds && <p class="soft">{t('say.slow', { count: talk.slowSeconds })}</p>}
      {dialog === 'rename' && <Rename before={talk.title ?? ''} change={change} onClose={close} />}
      {dialog === 'slow' && <Slow before={talk.slowSeconds} change={change} onClose={close} />}
      {dialog === 'words' && <Words before={talk.you?.wordList} change={change} onClose={close} />}
    </section>
  );
}

interface Change<B> {
  readonly before: B;
  change(event: Name, data: object): Promise<void>;
  onClose(): void;
}

function Rename({ before, change, onClose }: Change<string>) {
  const t = words('messages');
  const [title, write] = useState(before);
  return (
    <Deed
      title={t('order.rename')}
      action={words('frame')('save')}
      because={title.trim() === '' && t('title.missing')}
      onDone={() => change('rename', { title: title.trim() })}
      onClose={onClose}
    >
      <TextField label={t('title.field')} value={title} onValue={write} maxLength={TITLE_CHARS_MAX} required />
    </Deed>
  );
}

const PACES = [0, 5, 10, 30, 60, 300, 900, 3_600, 21_600];

function Slow({ before, change, onClose }: Change<number>) {
  const t = words('messages');
  const [seconds, choose] = useState(String(before));
  const all = [...new Set([...PACES, before])].sort((one, other) => one - other);
  const options = all.map(pace => [String(pace), pace === 0 ? t('slow.none') : t('slow.seconds', { count: pace })] as const);
  return (
    <Deed
      title={t('order.slow')}
      action={words('frame')('save')}
      onDone={() => change('slow', { seconds: Number(seconds) })}
      onClose={onClose}
    >
      <p>{t('slow.text')}</p>
      <Select label={t('slow.field')} value={seconds} options={options} onValue={choose} />
    </Deed>
  );
}

const ACTIONS = ['mask', 'reject', 'flag'] as const;

function Words({ before, change, onClose }: Change<WordList | undefined>) {
  const t = words('messages');
  const [text, write] = useState((before?.words ?? []).join('\n'));
  const [action, choose] = useState<WordList['action']>(before?.action ?? 'mask');
  const list = [...new Set(text.split(/\s+/).filter(word => word !== ''))];
  return (
    <Deed
      title={t('order.words')}
      action={words('frame')('save')}
      because={WORDS_MAX < list.length && t('words.too_many', { count: WORDS_MAX })}
      onDone={() => change('words', { words: list, action })}
      onClose={onClose}
    >
      <TextArea label={t('words.field')} hint={t('words.hint')} value={text} onValue={write} rows={5} spellcheck={false} />
      <Select
        label={t('words.action')}
        value={action}
        options={ACTIONS.map(one => [one, t(`words.${one}`)] as const)}
        onValue={one => choose(one)}
      />
    </Deed>
  );
}
