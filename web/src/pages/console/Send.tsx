// Sending one request: a form of its schema, its key, and what came back.

import { useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { number, words } from '../../app/shared';
import { Button, Select, TextField } from '../../ui/controls';
import { Failure, Loading } from '../../ui/states';
import { CopyAs } from './CopyAs';
import type { Probe } from './probe';
import { SchemaForm } from './SchemaForm';
import { skeleton, useDescription, type Protocol, type Request } from './schema';

interface Named extends Request {
  readonly name: string;
  /** How the rooms are called that take it; of the connection itself none. */
  readonly room: string | undefined;
}

function requestsOf(protocol: Protocol): Named[] {
  const { connection, kinds } = protocol['x-rialto'];
  const own = Object.entries(connection.requests).map(([name, request]) => ({ name, room: undefined, ...request }));
  const rooms = Object.values(kinds).flatMap(({ room, requests }) => Object.entries(requests).map(([name, request]) => ({ name, room, ...request })));
  return [...own, ...rooms];
}

/** Signing in is what the choice of identity is for. */
const NOT_HERE = new Set(['auth']);

export function Send({ probe }: { probe: Probe }) {
  const protocol = useDescription<Protocol>('/asyncapi.json');
  if (protocol.failed) return <Failure error={{ code: 'offline' } as never} retry={protocol.retry} />;
  if (!protocol.value) return <Loading />;
  return <Form probe={probe} protocol={protocol.value} />;
}

function Form({ probe, protocol }: { probe: Probe; protocol: Protocol }) {
  const t = words('console');
  const all = requestsOf(protocol).filter(({ name }) => !NOT_HERE.has(name));
  const schemas = protocol.components.schemas;
  const [name, choose] = useState('ping');
  const request = all.find(one => one.name === name)!;
  const [room, setRoom] = useState('');
  const [data, setData] = useState<any>({});
  const [key, setKey] = useState(newKey);
  const [said, say] = useState('');
  const pick = (to: string) => {
    const next = all.find(one => one.name === to)!;
    choose(to);
    setData(skeleton(next.data, schemas) ?? {});
    setKey(newKey());
    // A room of another kind does not take it; the one there is has no id.
    if (next.room && !room.startsWith(next.room.split(':')[0]!)) setRoom(next.room.includes('<') ? '' : next.room);
  };
  const needsRoom = !!request.room && request.room.includes('<') && !/:create$|:find$/.test(name);
  const send = async (times: number) => {
    say(t('sending'));
    const began = performance.now();
    const where = request.room && room.trim() !== '' ? { room: room.trim() } : {};
    const once = () => probe.client.call(name, data, request.room ? { ...where, key } : {});
    const answers = await Promise.all(Array.from({ length: times }, () => once().then(reply => JSON.stringify(reply?.data ?? {}), error => t('refused', { code: error.code }))));
    say(`${number(Math.round(performance.now() - began))} ms · ${answers.join(' · ')}`);
  };
  const because = needsRoom && room.trim() === '' ? t('room_first') : undefined;
  return (
    <form onSubmit={event => (event.preventDefault(), because ? undefined : void send(1))}>
      <Select label={t('request')} hint={request.summary} value={name} options={all.map((one): [string, string] => [one.name, one.name])} onValue={pick} />
      {request.room && <TextField label={t('room')} hint={request.room} value={room} onValue={setRoom} spellcheck={false} dir="ltr" />}
      <SchemaForm key={name} schema={request.data} schemas={schemas} value={data} onValue={value => setData(value ?? {})} />
      {request.room && (
        <div class="row start">
          <span class="soft">
            {t('key')} <code dir="ltr">{key}</code>
          </span>
          <Button class="quiet" onClick={() => setKey(newKey())}>
            {t('new_key')}
          </Button>
        </div>
      )}
      <div class="row start">
        <Button type="submit" main because={because}>
          {t('send_action')}
        </Button>
        {request.room && (
          <Button because={because} onClick={() => void send(2)}>
            {t('send_twice')}
          </Button>
        )}
        <CopyAs event={name} room={request.room ? room : undefined} data={data} keyed={key} />
      </div>
      <output class="answer" dir="ltr" data-testid="answer">
        {said}
      </output>
    </form>
  );
}
