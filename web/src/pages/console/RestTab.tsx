// Every operation of REST, to be tried.

import { useState } from 'preact/hooks';
import { newKey } from '@rialto/client';
import { number, words } from '../../app/shared';
import { token } from '../../app/session';
import { Button, Select, TextField } from '../../ui/controls';
import { Failure, Loading } from '../../ui/states';
import { SchemaForm } from './SchemaForm';
import { operations, skeleton, useDescription, type Operation } from './schema';

export function RestTab() {
  const openapi = useDescription<any>('/openapi.json');
  if (openapi.failed) return <Failure error={{ code: 'offline' } as never} retry={openapi.retry} />;
  if (!openapi.value) return <Loading />;
  return <Operations openapi={openapi.value} />;
}

function Operations({ openapi }: { openapi: any }) {
  const t = words('console');
  const all = operations(openapi);
  const name = (one: Operation) => `${one.method} ${one.path}`;
  const [chosen, choose] = useState(name(all.find(one => one.path === '/api/v1/meta') ?? all[0]!));
  const operation = all.find(one => name(one) === chosen)!;
  return (
    <div class="card">
      <Select label={t('operation')} hint={operation.summary} value={chosen} options={all.map((one): [string, string] => [name(one), name(one)])} onValue={choose} />
      <Try key={chosen} operation={operation} schemas={openapi.components?.schemas ?? {}} />
    </div>
  );
}

interface Answer {
  status: number;
  ms: number;
  bytes: number;
  text: string;
}

function Try({ operation, schemas }: { operation: Operation; schemas: Record<string, any> }) {
  const t = words('console');
  const asked = operation.parameters.filter(one => one.in === 'path' || one.in === 'query');
  const [values, set] = useState<Record<string, string>>({});
  const [body, setBody] = useState<any>(() => (operation.body ? skeleton(operation.body, schemas) : undefined));
  const [answer, say] = useState<Answer | string>('');
  const missing = asked.find(one => one.required && !values[one.name]);
  const send = async () => {
    const path = operation.path.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(values[name] ?? ''));
    const query = new URLSearchParams(asked.filter(one => one.in === 'query' && values[one.name]).map(one => [one.name, values[one.name]!]));
    const headers: Record<string, string> = { accept: 'application/json' };
    const bearer = await token('connect').catch(() => null);
    if (bearer) headers['authorization'] = `Bearer ${bearer}`;
    if (operation.method !== 'GET') headers['idempotency-key'] = newKey();
    if (operation.body) headers['content-type'] = 'application/json';
    const began = performance.now();
    try {
      const init: RequestInit = { method: operation.method, headers };
      if (operation.body) init.body = JSON.stringify(body);
      const response = await fetch(query.size === 0 ? path : `${path}?${query}`, init);
      const text = await response.text();
      say({ status: response.status, ms: Math.round(performance.now() - began), bytes: text.length, text: pretty(text) });
    } catch {
      say(t('unreachable'));
    }
  };
  return (
    <form onSubmit={event => (event.preventDefault(), missing ? undefined : void send())}>
      {asked.map(one => (
        <TextField key={one.name} label={one.required ? one.name : t('may_be_left_out', { name: one.name })} hint={one.description} value={values[one.name] ?? ''} onValue={to => set({ ...values, [one.name]: to })} dir="ltr" spellcheck={false} />
      ))}
      {operation.body && <SchemaForm schema={operation.body} schemas={schemas} value={body} onValue={setBody} />}
      <Button type="submit" main because={missing && t('parameter_first', { name: missing.name })}>
        {t('send_action')}
      </Button>
      {typeof answer === 'string' ? (
        <p role="status">{answer}</p>
      ) : (
        <section aria-label={t('answer')}>
          <p role="status" class={answer.status < 400 ? 'good' : 'bad'}>
            {t('answered', { status: String(answer.status), ms: number(answer.ms), bytes: number(answer.bytes) })}
          </p>
          <pre class="scroll" tabIndex={0} dir="ltr">
            {answer.text}
          </pre>
        </section>
      )}
    </form>
  );
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}
