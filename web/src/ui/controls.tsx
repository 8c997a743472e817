// Buttons, fields, dialogs: native elements with the manners of this page.

import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { ComponentChildren, JSX, RefObject } from 'preact';
import { parseMoney, type RialtoError } from '@rialto/client';
import { amount, live, words } from '../app/shared';
import { language } from '../app/words';
import { wordsOf } from './states';

type ButtonProps = Omit<JSX.IntrinsicElements['button'], 'disabled'> & {
  /** Why it cannot be pressed now. It stays where the keyboard finds it, and says so. */
  because?: string | undefined | false;
  busy?: boolean;
  main?: boolean;
};

/** A button. One that cannot be pressed says why. */
export function Button({ because, busy, main, class: kind, onClick, children, ...rest }: ButtonProps) {
  const id = useId();
  const off = !!because || busy;
  return (
    <>
      <button
        type="button"
        {...rest}
        class={`${main ? 'main' : ''} ${kind ?? ''}`}
        aria-disabled={off}
        aria-busy={busy}
        title={because || undefined}
        aria-describedby={because ? id : undefined}
        onClick={event => (off ? event.preventDefault() : onClick?.(event))}
      >
        {children}
      </button>
      {because && (
        <span id={id} class="unseen">
          {because}
        </span>
      )}
    </>
  );
}

/** A button for what needs the connection. */
export function LiveButton({ because, ...rest }: ButtonProps) {
  const t = words('frame');
  return <Button {...rest} because={because || (!live.value && t('needs_connection'))} />;
}

/** The errors of fields as the server names them, by path. */
export function fieldErrors(error: RialtoError | undefined): Record<string, string> {
  const fields: { path: string; code: string; message: string }[] = (error?.data as any)?.fields ?? [];
  return Object.fromEntries(fields.map(({ path, message }) => [path, message]));
}

/** A label, its control, and what is wrong with it. */
export function Field({ label, hint, error, children }: {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
  children: (ids: { id: string; 'aria-describedby': string | undefined; 'aria-invalid': boolean }) => ComponentChildren;
}) {
  const id = useId();
  const described = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean).join(' ') || undefined;
  return (
    <div class="field">
      <label for={id}>{label}</label>
      {children({ id, 'aria-describedby': described, 'aria-invalid': !!error })}
      {hint && (
        <span id={`${id}-hint`} class="soft hint">
          {hint}
        </span>
      )}
      {error && (
        <span id={`${id}-error`} class="bad" role="alert">
          {error}
        </span>
      )}
    </div>
  );
}

/** What an input may be given beside its value. */
interface Manners {
  type?: 'text' | 'password' | 'email' | 'search' | 'url' | 'number' | 'datetime-local' | 'time';
  name?: string;
  autocomplete?: string;
  required?: boolean;
  minLength?: number;
  maxLength?: number;
  min?: string | number;
  max?: string | number;
  step?: string | number;
  placeholder?: string;
  inputMode?: 'text' | 'numeric' | 'decimal' | 'search';
  dir?: 'ltr' | 'rtl' | 'auto';
  spellcheck?: boolean;
  autoFocus?: boolean;
  list?: string;
  rows?: number;
  onKeyDown?(event: KeyboardEvent): void;
  onBlur?(event: FocusEvent): void;
}

type Text = Manners & {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
  value: string;
  onValue(value: string): void;
};

export function TextField({ label, hint, error, value, onValue, ...rest }: Text) {
  return (
    <Field label={label} hint={hint} error={error}>
      {ids => <input {...(rest as object)} {...ids} value={value} onInput={event => onValue(event.currentTarget.value)} />}
    </Field>
  );
}

export function TextArea({ label, hint, error, value, onValue, rows = 4, ...rest }: Omit<Text, 'type'>) {
  return (
    <Field label={label} hint={hint} error={error}>
      {ids => <textarea {...(rest as object)} {...ids} rows={rows} value={value} onInput={event => onValue(event.currentTarget.value)} />}
    </Field>
  );
}

export function Select<V extends string>({ label, hint, error, value, options, onValue }: {
  label: string;
  hint?: ComponentChildren;
  error?: string | undefined;
  value: V;
  options: readonly (readonly [V, string])[];
  onValue(value: V): void;
}) {
  return (
    <Field label={label} hint={hint} error={error}>
      {ids => (
        <select {...ids} value={value} onChange={event => onValue(event.currentTarget.value as V)}>
          {options.map(([one, text]) => (
            <option key={one} value={one}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export function Check({ label, checked, onChecked, because }: { label: ComponentChildren; checked: boolean; onChecked(on: boolean): void; because?: string | undefined }) {
  return (
    <label class="check" title={because}>
      <input type="checkbox" checked={checked} aria-disabled={!!because} onChange={event => !because && onChecked(event.currentTarget.checked)} />
      <span>{label}</span>
    </label>
  );
}

/** An amount: what was understood is shown beneath while one types. `units` is null where it cannot be read. */
export function MoneyField({ label, currency, text, onText, error, hint, inputRef }: {
  label: string;
  currency: string;
  text: string;
  onText(text: string, units: number | null): void;
  error?: string | undefined;
  hint?: ComponentChildren;
  inputRef?: RefObject<HTMLInputElement>;
}) {
  const t = words('frame');
  const units = readMoney(text, currency);
  const wrong = text.trim() !== '' && units === null ? t('money_unclear') : undefined;
  const echo = units === null ? hint : amount(units, currency);
  return (
    <Field label={label} hint={echo} error={error ?? wrong}>
      {ids => (
        <input
          {...ids}
          ref={inputRef}
          inputMode="decimal"
          autocomplete="off"
          dir="ltr"
          value={text}
          onInput={event => onText(event.currentTarget.value, readMoney(event.currentTarget.value, currency))}
        />
      )}
    </Field>
  );
}

/** Minor units; null where the text could be misread. */
export function readMoney(text: string, currency: string): number | null {
  const read = parseMoney(text, currency, language.peek());
  return read && Number.isSafeInteger(Number(read.minor)) ? Number(read.minor) : null;
}

/** A dialog over the page; Escape and the button close it. Focus goes back to where it was. */
export function Dialog({ title, onClose, children, urgent }: { title: string; onClose(): void; children: ComponentChildren; urgent?: boolean }) {
  const t = words('frame');
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const before = document.activeElement as HTMLElement | null;
    dialog.current?.showModal();
    return () => before?.focus?.();
  }, []);
  return (
    <dialog ref={dialog} aria-labelledby={id} role={urgent ? 'alertdialog' : undefined} onCancel={event => (event.preventDefault(), onClose())}>
      <div class="row">
        <h2 id={id}>{title}</h2>
        <button type="button" class="quiet" onClick={onClose}>
          {t('close')}
        </button>
      </div>
      {children}
    </dialog>
  );
}

/** Asks whether it is really meant; with a reason where one is needed. */
export function Confirm({ title, text, action, reason, danger, onDone, onClose }: {
  title: string;
  text?: ComponentChildren;
  action: string;
  /** Asks for a reason in words. */
  reason?: string;
  danger?: boolean;
  onDone(reason: string): Promise<unknown>;
  onClose(): void;
}) {
  const t = words('frame');
  const [why, setWhy] = useState('');
  const [state, set] = useState<{ busy: boolean; error?: RialtoError }>({ busy: false });
  const go = async (event: Event) => {
    event.preventDefault();
    if (state.busy || (reason && why.trim() === '')) return;
    set({ busy: true });
    try {
      await onDone(why.trim());
      onClose();
    } catch (error: any) {
      set({ busy: false, error });
    }
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={go}>
        {text}
        {reason && <TextField label={reason} value={why} onValue={setWhy} required maxLength={500} />}
        {state.error && (
          <p class="bad" role="alert">
            {wordsOf(state.error)}
          </p>
        )}
        <div class="row end">
          <button type="button" onClick={onClose}>
            {t('back')}
          </button>
          <Button type="submit" main class={danger ? 'danger' : ''} busy={state.busy}>
            {action}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
