// What stands beside the text that is written: emoji, moving pictures, files, and what Enter does.

import { signal } from '@preact/signals';
import { useRef, useState } from 'preact/hooks';
import { words } from '../../app/shared';
import { Check, TextField } from '../../ui/controls';
import { Deed } from './Deed';
import { EmojiPicker } from './EmojiPicker';
import { ADDRESS_CHARS_MAX } from './limits';

const ENTER = 'rialto.enter_sends';

/** Whether Enter sends. On a screen that is touched it parts lines, until somebody says otherwise. */
export const enterSends = signal(
  localStorage.getItem(ENTER) ? localStorage.getItem(ENTER) === 'yes' : !matchMedia('(pointer: coarse)').matches,
);

function chooseEnter(sends: boolean): void {
  localStorage.setItem(ENTER, sends ? 'yes' : 'no');
  enterSends.value = sends;
}

export function Tools({
  onEmoji,
  onGif,
  onFiles,
}: {
  onEmoji(emoji: string): void;
  onGif(address: string): void;
  onFiles(files: readonly File[]): void;
}) {
  const t = words('messages');
  const [opened, open] = useState<'emoji' | 'gif' | null>(null);
  const files = useRef<HTMLInputElement>(null);
  const emoji = useRef<HTMLButtonElement>(null);
  const closeEmoji = () => {
    open(null);
    emoji.current!.focus();
  };
  return (
    <div class="talk-tools">
      <button
        type="button"
        class="quiet"
        ref={emoji}
        aria-expanded={opened === 'emoji'}
        aria-label={t('emoji')}
        onClick={() => open(opened === 'emoji' ? null : 'emoji')}
      >
        <span aria-hidden="true">🙂</span>
      </button>
      <button type="button" class="quiet" onClick={() => open('gif')}>
        {t('gif')}
      </button>
      <button type="button" class="quiet" onClick={() => files.current!.click()}>
        <span aria-hidden="true">📎</span> {t('attach')}
      </button>
      <input
        ref={files}
        type="file"
        multiple
        hidden
        aria-label={t('attach')}
        onChange={event => {
          onFiles([...(event.currentTarget.files ?? [])]);
          event.currentTarget.value = '';
        }}
      />
      <Check label={t('enter_sends')} checked={enterSends.value} onChecked={chooseEnter} />
      {opened === 'emoji' && <EmojiPicker label={t('emoji')} onPick={onEmoji} onClose={closeEmoji} />}
      {opened === 'gif' && <GifDialog onGif={onGif} onClose={() => open(null)} />}
    </div>
  );
}

function GifDialog({ onGif, onClose }: { onGif(address: string): void; onClose(): void }) {
  const t = words('messages');
  const [address, type] = useState('');
  const isAddress = address.trim().startsWith('https://') && URL.canParse(address.trim());
  return (
    <Deed
      title={t('gif.title')}
      action={t('send')}
      waits
      because={!isAddress && t('gif.wrong')}
      onDone={async () => onGif(address.trim())}
      onClose={onClose}
    >
      <TextField
        label={t('gif.address')}
        hint={t('gif.hint')}
        type="url"
        dir="ltr"
        maxLength={ADDRESS_CHARS_MAX}
        value={address}
        onValue={type}
        required
      />
    </Deed>
  );
}
