// What an object is connected to: a graph that grows by clicking, and the same as a list.
import { useCallback, useEffect, useMemo, useState } from 'preact/hooks';
import type { RelationsResource } from '../../server/console/resources.ts';
import { get } from '../api.ts';
import { inWords } from '../load.ts';
import { addressOf } from '../route.ts';
import { t } from '../texts/texts.ts';
import { Card } from './elements.tsx';
import type { Graph as GraphPart } from './graph.tsx';

/** More objects nobody can tell apart. */
const MOST_NODES = 400;

/** What is known of the neighbourhood so far. */
export interface Neighbourhood {
  readonly nodes: ReadonlyMap<string, RelationsResource['nodes'][number]>;
  readonly edges: ReadonlyMap<string, RelationsResource['edges'][number]>;
  /** The ids of those whose relationships are shown. */
  readonly open: ReadonlySet<string>;
}

/** The neighbourhood of an object. */
export function Relations({ collection, id }: { collection: string; id: string }) {
  const [known, setKnown] = useState<Neighbourhood>({ nodes: new Map(), edges: new Map(), open: new Set() });
  const [note, setNote] = useState('');
  const open = useCallback(async (from: string) => {
    try {
      const found = await get<RelationsResource>(`/collections/${encodeURIComponent(collection)}/objects/${encodeURIComponent(from)}/relations/`);
      setKnown((before) => (before.nodes.size + found.nodes.length > MOST_NODES ? before : withRelations(before, from, found)));
      setNote(found.is_whole ? '' : t.object.relationsCut(found.looked_at));
    } catch (error) {
      setNote(inWords(error));
    }
  }, []);
  useEffect(() => void open(id), []);
  const openMore = useCallback((from: string) => {
    if (known.open.has(from) || known.nodes.get(from)?.is_there !== true) return;
    if (known.nodes.size >= MOST_NODES) setNote(t.object.tooMany);
    else void open(from);
  }, [known]);
  // Three quarters of the console's code are in it, and most pages do without.
  const [Graph, setGraph] = useState<typeof GraphPart>();
  useEffect(() => {
    import('./graph.tsx').then((module) => setGraph(() => module.Graph), (error: unknown) => setNote(inWords(error)));
  }, []);
  const neighbours = useMemo(() => [...known.nodes.values()].filter((node) => node.id !== id), [known]);
  return (
    <Card title={t.object.relations} lead={t.object.relationsLead} wide>
      <p role="status" class="quiet">
        {note}
      </p>
      {known.open.size > 0 && neighbours.length === 0 && <p>{t.object.noRelations}</p>}
      {neighbours.length > 0 && (
        <div class="relations">
          {Graph === undefined ? <p class="quiet">{t.loading}</p> : <Graph known={known} centre={id} onOpen={openMore} />}
          <ul class="plain neighbours" tabIndex={0} aria-label={t.object.relations}>
            {neighbours.map((node) => (
              <li key={node.id}>
                <span class="quiet">{node.type}</span>{' '}
                {node.is_there ? (
                  <a href={addressOf('collections', collection, 'objects', node.id)} dir="auto">
                    {short(node.title)}
                  </a>
                ) : (
                  <span class="quiet">{`${short(node.id)}, ${t.object.notThere}`}</span>
                )}
                {node.is_there && !known.open.has(node.id) && (
                  <button type="button" class="link" aria-label={`${t.object.connect}: ${short(node.title)}`} onClick={() => openMore(node.id)}>
                    {t.object.connect}
                  </button>
                )}
              </li>
            ))}
          </ul>
        </div>
      )}
    </Card>
  );
}

function withRelations(before: Neighbourhood, from: string, { nodes, edges }: RelationsResource): Neighbourhood {
  return {
    nodes: new Map([...nodes.map((node) => [node.id, node] as const), ...before.nodes]),
    edges: new Map([...before.edges, ...edges.map((edge) => [edge.id, edge] as const)]),
    open: new Set([...before.open, from]),
  };
}

/** A title for where there is little room. */
export function short(text: string): string {
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
