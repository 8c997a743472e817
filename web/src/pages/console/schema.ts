// What the server says of its own protocol, and forms of its schemas.

import { useEffect, useState } from 'preact/hooks';

export interface Schema {
  $ref?: string;
  type?: string | string[];
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  enum?: unknown[];
  oneOf?: Schema[];
  anyOf?: Schema[];
  allOf?: Schema[];
  items?: Schema;
  minimum?: number;
  maximum?: number;
  format?: string;
  example?: unknown;
  readOnly?: boolean;
  additionalProperties?: boolean | Schema;
}

export interface Request {
  data: Schema;
  reply: Schema;
  summary: string;
}

export interface Protocol {
  components: { schemas: Record<string, Schema> };
  'x-rialto': {
    connection: { requests: Record<string, Request> };
    kinds: Record<string, { room: string; requests: Record<string, Request> }>;
  };
}

export interface Operation {
  method: string;
  path: string;
  summary: string;
  tag: string;
  parameters: { name: string; in: string; required?: boolean; description?: string; schema: Schema }[];
  body: Schema | undefined;
}

const loaded = new Map<string, Promise<any>>();

function load(path: string): Promise<any> {
  if (!loaded.has(path)) {
    const asked = fetch(path).then(answer => (answer.ok ? answer.json() : Promise.reject(new Error(path))));
    // What failed is asked for again.
    asked.catch(() => loaded.delete(path));
    loaded.set(path, asked);
  }
  return loaded.get(path)!;
}

/** A description of the server; `failed` where it could not be had. */
export function useDescription<T>(path: string): { value: T | undefined; failed: boolean; retry(): void } {
  const [state, set] = useState<{ value?: T; failed: boolean }>({ failed: false });
  const [round, again] = useState(0);
  useEffect(() => {
    let old = false;
    load(path).then(
      value => old || set({ value, failed: false }),
      () => old || set({ failed: true }),
    );
    return () => void (old = true);
  }, [path, round]);
  return { value: state.value, failed: state.failed, retry: () => again(round + 1) };
}

/** The schema itself, where it stands elsewhere; of a choice with nothing the other one. */
export function resolve(schema: Schema, all: Record<string, Schema>): Schema {
  if (schema.$ref) return { ...resolve(all[schema.$ref.split('/').pop()!] ?? {}, all), ...(schema.description && { description: schema.description }) };
  const choices = (schema.oneOf ?? schema.anyOf)?.filter(one => one.type !== 'null');
  if (choices?.length === 1) return { ...resolve(choices[0]!, all), ...(schema.description && { description: schema.description }) };
  if (schema.allOf) {
    const parts = schema.allOf.map(part => resolve(part, all));
    const properties = Object.assign({}, ...parts.map(part => part.properties ?? {}));
    return { ...schema, type: 'object', properties, required: parts.flatMap(part => part.required ?? []) };
  }
  return schema;
}

/** The type that is not `null`. */
export function typeOf(schema: Schema): string {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  return types.find(type => type && type !== 'null') ?? (schema.properties ? 'object' : 'any');
}

/** Something that fits, to begin with: what must be there, empty. */
export function skeleton(schema: Schema, all: Record<string, Schema>, depth = 0): unknown {
  const own = resolve(schema, all);
  if (own.example !== undefined) return own.example;
  if (own.enum) return own.enum[0];
  if (own.oneOf ?? own.anyOf) return skeleton((own.oneOf ?? own.anyOf)![0]!, all, depth + 1);
  switch (typeOf(own)) {
    case 'object':
      if (3 < depth) return {};
      return Object.fromEntries((own.required ?? []).map(name => [name, skeleton(own.properties?.[name] ?? {}, all, depth + 1)]));
    case 'array':
      return [];
    case 'integer':
    case 'number':
      return own.minimum ?? 0;
    case 'boolean':
      return false;
    case 'string':
      return '';
    default:
      return {};
  }
}

/** The operations of `/openapi.json`, in order of their paths. */
export function operations(openapi: any): Operation[] {
  const methods = ['get', 'post', 'put', 'patch', 'delete'];
  return Object.entries<any>(openapi.paths).flatMap(([path, item]) =>
    methods.filter(method => item[method]).map(method => {
      const operation = item[method];
      const content = operation.requestBody?.content;
      return {
        method: method.toUpperCase(),
        path,
        summary: operation.summary ?? operation.description ?? '',
        tag: operation.tags?.[0] ?? '',
        parameters: operation.parameters ?? [],
        body: content?.['application/json']?.schema,
      };
    }),
  );
}
