// What a game lets a host set, as its file declares it.

import type { RialtoError } from '@rialto/client';
import { words } from '../../app/shared';
import { Check, Select, TextField } from '../../ui/controls';
import { nameOf, valueOf } from './games';
import { wrongField } from './Refused';
import type { Rule, Setting } from './types';

export function SettingsFields({
  rules,
  values,
  onValue,
  error,
}: {
  rules: Record<string, Rule>;
  values: Record<string, Setting>;
  onValue(name: string, value: Setting): void;
  error: RialtoError | undefined;
}) {
  const t = words('play');
  const names = Object.keys(rules);
  if (names.length === 0) return null;
  return (
    <fieldset>
      <legend>{t('settings')}</legend>
      {names.map(name => (
        <One
          key={name}
          name={name}
          rule={rules[name]!}
          value={values[name] ?? rules[name]!.default}
          error={wrongField(error, `settings.${name}`)}
          onValue={value => onValue(name, value)}
        />
      ))}
    </fieldset>
  );
}

function One({
  name,
  rule,
  value,
  error,
  onValue,
}: {
  name: string;
  rule: Rule;
  value: Setting;
  error: string | undefined;
  onValue(value: Setting): void;
}) {
  const t = words('play');
  const label = nameOf(name);
  switch (rule.type) {
    case 'choice':
      return (
        <Select
          label={label}
          value={String(value)}
          error={error}
          options={rule.values.map(one => [one, valueOf(name, one)])}
          onValue={onValue}
        />
      );
    case 'boolean':
      return <Check label={label} checked={value === true} onChecked={onValue} />;
    case 'integer': {
      const { min, max } = rule;
      return (
        <TextField
          label={label}
          type="number"
          required
          min={min}
          max={max}
          step={1}
          hint={t('range', { min, max })}
          error={error}
          value={String(value)}
          onValue={text => onValue(text === '' ? '' : Number(text))}
        />
      );
    }
    case 'text':
      return <TextField label={label} maxLength={rule.max} error={error} value={String(value)} onValue={onValue} />;
  }
}
