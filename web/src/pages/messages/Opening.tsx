// The way into a conversation that may not be there yet: with somebody, or beside an auction.

import { useEffect } from 'preact/hooks';
import { Heading } from '../../app/Frame';
import { useAsk } from '../../app/hooks';
import { go, rialto, words } from '../../app/shared';
import { Failure, Loading } from '../../ui/states';
import { draftOf, EMPTY, keepDraft } from './drafts';
import { Refused } from './Refused';

/** Codes for which this section has its own words. */
const OWN = ['blocked', 'unknown_user', 'invalid'];

/** `about`: the room of an auction, by itself or as what somebody is written to about. */
export function Opening({ whom, about }: { whom: string | null; about: string | null }) {
  const t = words('messages');
  const auction = about && (about.includes(':') ? about : `auction:${about}`);
  const wanted = whom ? { kind: 'direct', members: [whom] } : { kind: 'auction', auction };
  const made = useAsk<{ id: string; room: string }>(JSON.stringify(wanted), signal =>
    rialto.rest.ask('POST', 'conversations', { body: wanted, signal }),
  );
  useEffect(() => {
    if (!made.data) return;
    const { id, room } = made.data;
    // What somebody has begun to write stays.
    if (whom && auction && draftOf(room).text === '')
      keepDraft(room, { ...EMPTY, text: `${location.origin}/auctions/${auction.split(':')[1]}\n` });
    go(`/messages/${id}`, { replace: true });
  }, [made.data]);
  if (!made.error) return <Loading retry={made.reload} />;
  return (
    <>
      <Heading text={t('title')} />
      {OWN.includes(made.error.code) ? <Refused error={made.error} /> : <Failure error={made.error} retry={made.reload} />}
      <a class="button" href="/messages">
        {t('back_to_list')}
      </a>
    </>
  );
}
