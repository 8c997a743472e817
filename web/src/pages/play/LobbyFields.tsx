// What is set in a lobby, whatever the game: title, seats, who may come in, where.

import type { RialtoError } from '@rialto/client';
import { words } from '../../app/shared';
import { Select, TextField } from '../../ui/controls';
import { nameOf } from './games';
import { PASSWORD_CHARS_MAX, TITLE_CHARS_MAX } from './limits';
import { wrongField } from './Refused';
import type { Privacy } from './types';

export interface LobbyDraft {
  readonly title: string;
  readonly capacity: string;
  readonly privacy: Privacy;
  readonly password: string;
  readonly region: string;
}

const PRIVACIES: readonly Privacy[] = ['public', 'invite', 'password'];

export function LobbyFields({
  draft,
  onDraft,
  least,
  most,
  regions,
  keepsPassword,
  error,
}: {
  draft: LobbyDraft;
  onDraft(change: Partial<LobbyDraft>): void;
  least: number;
  most: number;
  regions: readonly string[];
  /** There is a password that stays where none is typed. */
  keepsPassword: boolean;
  error: RialtoError | undefined;
}) {
  const t = words('play');
  return (
    <>
      <TextField
        label={t('lobby.title_label')}
        hint={t('lobby.title_hint')}
        maxLength={TITLE_CHARS_MAX}
        value={draft.title}
        error={wrongField(error, 'title')}
        onValue={title => onDraft({ title })}
      />
      {least < most && (
        <TextField
          label={t('lobby.capacity')}
          type="number"
          required
          min={least}
          max={most}
          step={1}
          hint={t('range', { min: least, max: most })}
          value={draft.capacity}
          error={wrongField(error, 'capacity')}
          onValue={capacity => onDraft({ capacity })}
        />
      )}
      <Select
        label={t('privacy')}
        value={draft.privacy}
        options={PRIVACIES.map(one => [one, t(`privacy.${one}`)])}
        onValue={privacy => onDraft({ privacy })}
      />
      {draft.privacy === 'password' && (
        <TextField
          label={t('lobby.password')}
          hint={keepsPassword ? t('lobby.password_kept') : t('lobby.password_hint')}
          autocomplete="off"
          required={!keepsPassword}
          maxLength={PASSWORD_CHARS_MAX}
          value={draft.password}
          error={wrongField(error, 'password')}
          onValue={password => onDraft({ password })}
        />
      )}
      {0 < regions.length && (
        <Select
          label={t('region')}
          value={draft.region}
          options={[['', t('region.none')], ...regions.map((one): [string, string] => [one, nameOf(one)])]}
          error={wrongField(error, 'region')}
          onValue={region => onDraft({ region })}
        />
      )}
    </>
  );
}
