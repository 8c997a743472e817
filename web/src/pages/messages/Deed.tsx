// A dialog in which something is asked for and then done, once. Where its answer got lost, it is found out.

import type { ComponentChildren } from 'preact';
import { useDeed } from '../../app/hooks';
import { words } from '../../app/shared';
import { Button, Dialog, LiveButton } from '../../ui/controls';
import { open } from '../play/ask';
import { Refused } from './Refused';

export function Deed({
  title,
  action,
  danger,
  because,
  waits,
  onDone,
  onClose,
  children,
}: {
  title: string;
  action: string;
  danger?: boolean;
  /** Why it cannot be done now. */
  because?: string | undefined | false;
  /** It may also be done without a connection: then it waits. */
  waits?: boolean;
  onDone(): Promise<unknown>;
  onClose(): void;
  children?: ComponentChildren;
}) {
  const f = words('frame');
  const deed = useDeed(async () => {
    await onDone();
    onClose();
  });
  const Go = waits ? Button : LiveButton;
  const submit = (event: Event) => {
    event.preventDefault();
    if (!because) void deed.run();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit}>
        {children}
        <Refused error={deed.error} />
        {deed.busy && 0 < open.value && (
          <p class="wait" role="status">
            {f('error.outcome_unknown')}
          </p>
        )}
        <div class="row end">
          <button type="button" onClick={onClose}>
            {f('back')}
          </button>
          <Go type="submit" main={!danger} class={danger ? 'danger' : ''} busy={deed.busy} because={because}>
            {action}
          </Go>
        </div>
      </form>
    </Dialog>
  );
}
