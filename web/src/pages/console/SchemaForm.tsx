// A form made of a JSON Schema, with the JSON itself beside it.

import { useState } from 'preact/hooks';
import { words } from '../../app/shared';
import { Check, Field, Select, TextArea, TextField } from '../../ui/controls';
import { resolve, typeOf, type Schema } from './schema';

interface Props {
  schema: Schema;
  schemas: Record<string, Schema>;
  value: any;
  onValue(value: any): void;
}

/** Fields deeper than this are typed as JSON. */
const DEPTH_MAX = 2;

export function SchemaForm({ schema, schemas, value, onValue }: Props) {
  const t = words('console');
  const [raw, setRaw] = useState(false);
  return (
    <>
      <Check label={t('as_json')} checked={raw} onChecked={setRaw} />
      {raw ? <Json label={t('data')} value={value} onValue={onValue} /> : <Fields schema={schema} schemas={schemas} value={value} onValue={onValue} depth={0} />}
    </>
  );
}

/** JSON as it is typed; what cannot be read changes nothing. */
function Json({ label, hint, value, onValue }: { label: string; hint?: string | undefined; value: unknown; onValue(value: any): void }) {
  const t = words('console');
  const [text, type] = useState(() => JSON.stringify(value, null, 2) ?? '');
  const [wrong, say] = useState('');
  const change = (to: string) => {
    type(to);
    try {
      onValue(to.trim() === '' ? undefined : JSON.parse(to));
      say('');
    } catch {
      say(t('not_json'));
    }
  };
  return <TextArea label={label} hint={hint} error={wrong || undefined} value={text} onValue={change} rows={6} spellcheck={false} dir="ltr" />;
}

function Fields({ schema, schemas, value, onValue, depth }: Props & { depth: number }) {
  const t = words('console');
  const own = resolve(schema, schemas);
  const all = Object.entries(own.properties ?? {}).filter(([, property]) => !property.readOnly);
  if (all.length === 0) return <p class="soft">{t('no_data')}</p>;
  const set = (name: string, to: unknown) => {
    const { [name]: _, ...others } = value ?? {};
    onValue(to === undefined ? others : { ...others, [name]: to });
  };
  return (
    <>
      {all.map(([name, property]) => (
        <Property
          key={name}
          name={name}
          required={own.required?.includes(name) ?? false}
          schema={property}
          schemas={schemas}
          value={value?.[name]}
          onValue={to => set(name, to)}
          depth={depth}
        />
      ))}
    </>
  );
}

function Property({ name, required, schema, schemas, value, onValue, depth }: Props & { name: string; required: boolean; depth: number }) {
  const t = words('console');
  const own = resolve(schema, schemas);
  const label = required ? name : t('may_be_left_out', { name });
  const hint = own.description;
  if (own.enum) {
    const options: [string, string][] = [['', '–'], ...own.enum.filter(one => one !== null).map((one): [string, string] => [String(one), String(one)])];
    return <Select label={label} hint={hint} value={value ?? ''} options={options} onValue={to => onValue(to === '' ? undefined : to)} />;
  }
  switch (typeOf(own)) {
    case 'boolean': {
      const options: [string, string][] = [['', '–'], ['true', 'true'], ['false', 'false']];
      return <Select label={label} hint={hint} value={value === undefined ? '' : String(value)} options={options} onValue={to => onValue(to === '' ? undefined : to === 'true')} />;
    }
    case 'integer':
    case 'number':
      return <NumberField label={label} hint={hint} value={value} onValue={onValue} />;
    case 'string':
      return <TextField label={label} hint={hint} value={value ?? ''} onValue={to => onValue(to === '' && !required ? undefined : to)} spellcheck={false} dir="auto" />;
    case 'object':
      if (own.properties && depth < DEPTH_MAX) {
        return (
          <fieldset>
            <legend>{label}</legend>
            <Fields schema={own} schemas={schemas} value={value} onValue={onValue} depth={depth + 1} />
          </fieldset>
        );
      }
      return <Json label={label} hint={hint} value={value} onValue={onValue} />;
    default:
      return <Json label={label} hint={hint} value={value} onValue={onValue} />;
  }
}

function NumberField({ label, hint, value, onValue }: { label: string; hint: string | undefined; value: number | undefined; onValue(value: number | undefined): void }) {
  const [text, type] = useState(value === undefined ? '' : String(value));
  return (
    <Field label={label} hint={hint}>
      {ids => (
        <input
          {...ids}
          inputMode="numeric"
          dir="ltr"
          value={text}
          onInput={event => {
            const to = event.currentTarget.value;
            type(to);
            onValue(/^-?\d+(\.\d+)?$/.test(to) ? Number(to) : undefined);
          }}
        />
      )}
    </Field>
  );
}
