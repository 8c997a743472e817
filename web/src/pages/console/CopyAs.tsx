// A request as a program would make it.

import { useState } from 'preact/hooks';
import { words } from '../../app/shared';
import { Button } from '../../ui/controls';

interface Asked {
  event: string;
  room: string | undefined;
  data: unknown;
  keyed: string;
}

const FORMS = ['JS', 'React', 'wscat', 'curl'] as const;

export function CopyAs(asked: Asked) {
  const t = words('console');
  const [copied, set] = useState('');
  const copy = async (form: (typeof FORMS)[number]) => {
    await navigator.clipboard.writeText(written(form, asked));
    set(t('copied', { form }));
  };
  return (
    <>
      {FORMS.map(form => (
        <Button key={form} class="quiet" aria-label={t('copy_as', { form })} onClick={() => void copy(form)}>
          {form}
        </Button>
      ))}
      <span role="status" class="soft">
        {copied}
      </span>
    </>
  );
}

function written(form: (typeof FORMS)[number], { event, room, data, keyed }: Asked): string {
  const options = room ? `, { room: '${room}', key: '${keyed}' }` : '';
  const call = `rialto.call('${event}', ${JSON.stringify(data)}${options})`;
  switch (form) {
    case 'JS':
      return `import { createClient } from '@rialto/client';\n\nconst rialto = createClient({ url: '${location.origin}', token: async () => (await fetch('/rialto-token')).text() });\nawait rialto.connect();\nconst reply = await ${call};`;
    case 'React':
      return `import { useRialto } from '@rialto/client/react';\n\nfunction Deed() {\n  const rialto = useRialto();\n  return <button onClick={() => ${call}}>${event}</button>;\n}`;
    case 'wscat': {
      const frame = JSON.stringify({ id: 1, event, ...(room && { room, key: keyed }), data });
      return `npx wscat -c ${location.origin.replace(/^http/, 'ws')}/ws -H "Authorization: Bearer $TOKEN" -x '${frame}'`;
    }
    case 'curl':
      return `curl -H "Authorization: Bearer $TOKEN" '${location.origin}/api/v1/events?room=${encodeURIComponent(room ?? '')}'`;
  }
}
