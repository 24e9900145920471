// Draws a neighbourhood with cytoscape.
import cytoscape, { type Core, type ElementDefinition, type LayoutOptions, type StylesheetJson } from 'cytoscape';
import { useEffect, useRef } from 'preact/hooks';
import { t } from '../texts/texts.ts';
import type { Neighbourhood } from './relations.tsx';

const LONGEST_LABEL = 40;
const STAR: LayoutOptions = { name: 'concentric', concentric: (node) => (node.hasClass('centre') ? 2 : 1), levelWidth: () => 1, minNodeSpacing: 80, padding: 30 };
const FORCES = { name: 'cose', animationDuration: 400, randomize: false, nodeDimensionsIncludeLabels: true, nodeRepulsion: () => 40_000, idealEdgeLength: () => 80, padding: 24 } as const;
/** With more, labels of edges hide each other. */
const MOST_LABELS = 60;

/** @param centre the id of the object that the page is about */
export function Graph({ known, centre, onOpen }: { known: Neighbourhood; centre: string; onOpen: (id: string) => void }) {
  const box = useRef<HTMLDivElement>(null);
  const core = useRef<Core>(undefined);
  const open = useRef(onOpen);
  open.current = onOpen;
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const graph = cytoscape({ container: element, style: styleFor(element), minZoom: 0.1, maxZoom: 3 });
    core.current = graph;
    graph.on('tap', 'node', (event) => open.current(String(event.target.id())));
    const restyle = (): void => void graph.style(styleFor(element));
    dark.addEventListener('change', restyle);
    return () => {
      dark.removeEventListener('change', restyle);
      graph.destroy();
    };
  }, []);
  useEffect(() => {
    const graph = core.current;
    if (graph === undefined) return;
    const isFirst = graph.elements().empty();
    graph.add(elementsOf(known, centre).filter(({ data }) => graph.getElementById(data.id ?? '').empty()));
    for (const id of known.open) graph.getElementById(id).addClass('open');
    graph.edges().toggleClass('plain', graph.edges().length > MOST_LABELS);
    // A star at first; once it has grown, wherever the forces between objects and edges put them.
    graph.layout(isFirst ? STAR : { ...FORCES, animate: !matchMedia('(prefers-reduced-motion: reduce)').matches && graph.nodes().length < 100 }).run();
  }, [known]);
  return <div ref={box} class="graph" role="img" aria-label={t.object.graph} />;
}

function elementsOf({ nodes, edges }: Neighbourhood, centre: string): ElementDefinition[] {
  return [
    ...[...nodes.values()].map(({ id, type, title, is_there: isThere }) => ({
      group: 'nodes' as const,
      data: { id, label: `${cut(title)}\n${type}` },
      classes: `${isThere ? '' : 'absent'} ${id === centre ? 'centre' : ''}`,
    })),
    ...[...edges.values()].map(({ id, from, to, label }) => ({ group: 'edges' as const, data: { id, source: from, target: to, label } })),
  ];
}

function cut(text: string): string {
  return text.length > LONGEST_LABEL ? `${text.slice(0, LONGEST_LABEL)}…` : text;
}

function styleFor(element: HTMLElement): StylesheetJson {
  const style = getComputedStyle(element);
  const colourOf = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const label = { 'font-family': style.fontFamily, 'font-size': 11, color: colourOf('text') };
  return [
    {
      selector: 'node',
      style: { ...label, label: 'data(label)', 'background-color': colourOf('series'), width: 18, height: 18, 'text-valign': 'bottom', 'text-margin-y': 4, 'text-wrap': 'wrap', 'text-max-width': '110px' },
    },
    { selector: 'node.centre', style: { width: 28, height: 28, 'font-weight': 'bold', 'background-color': colourOf('accent') } },
    { selector: 'node.open', style: { 'border-width': 3, 'border-color': colourOf('text') } },
    { selector: 'node.absent', style: { 'background-color': colourOf('quiet'), shape: 'round-rectangle' } },
    {
      selector: 'edge',
      style: {
        ...label,
        label: 'data(label)',
        'font-size': 9,
        color: colourOf('quiet'),
        width: 1.5,
        'line-color': colourOf('line-strong'),
        'target-arrow-color': colourOf('line-strong'),
        'target-arrow-shape': 'triangle',
        'curve-style': 'bezier',
        'text-rotation': 'autorotate',
        'text-background-color': colourOf('surface'),
        'text-background-opacity': 1,
      },
    },
    { selector: 'edge.plain', style: { label: '' } },
  ];
}
