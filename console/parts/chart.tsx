// Bars over time, with uPlot; the same numbers stand in a table for whoever can't see a drawing.
import { useEffect, useRef } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { numberText, t } from '../texts/texts.ts';

/** A series of the chart, with the name of its colour in the style sheet. */
export interface Series {
  readonly name: string;
  readonly colour: string;
  readonly values: readonly number[];
  /** How high the bars are, where a later series is drawn over a part of them; else as high as the values. */
  readonly drawn?: readonly number[];
}

const HEIGHT = 180;

/** @param instants milliseconds since 1970, one for each value */
export function Chart({ title, instants, series, labelOf }: { title: string; instants: readonly number[]; series: readonly Series[]; labelOf: (instant: number) => string }) {
  const box = useRef<HTMLDivElement>(null);
  const total = series.map(({ name, values }) => `${name} ${numberText(sum(values))}`).join(', ');
  useEffect(() => {
    const element = box.current;
    if (element === null) return undefined;
    const dark = matchMedia('(prefers-color-scheme: dark)');
    let chart = draw(element, instants, series, labelOf);
    const redraw = (): void => {
      chart.destroy();
      chart = draw(element, instants, series, labelOf);
    };
    const sizes = new ResizeObserver(() => chart.setSize({ width: element.clientWidth, height: HEIGHT }));
    sizes.observe(element);
    dark.addEventListener('change', redraw);
    return () => {
      dark.removeEventListener('change', redraw);
      sizes.disconnect();
      chart.destroy();
    };
  }, [JSON.stringify([instants, series])]);
  return (
    <>
      <p class="legend" aria-hidden="true">
        {series.map(({ name, colour }) => (
          <span key={name}>
            <i class={`swatch ${colour}`} />
            {name}
          </span>
        ))}
      </p>
      <div ref={box} class="chart" role="img" aria-label={t.overview.chartOf(title, total)} />
      <details>
        <summary>{t.asTable}</summary>
        <div class="table-box short" role="region" aria-label={title} tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">UTC</th>
                {series.map(({ name }) => (
                  <th scope="col" class="number" key={name}>
                    {name}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {instants.map((instant, index) => (
                <tr key={instant}>
                  <th scope="row">{labelOf(instant)}</th>
                  {series.map(({ name, values }) => (
                    <td class="number" key={name}>
                      {numberText(values[index] ?? 0)}
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </details>
    </>
  );
}

function draw(element: HTMLElement, instants: readonly number[], series: readonly Series[], labelOf: (instant: number) => string): uPlot {
  const style = getComputedStyle(element);
  const colourOf = (name: string): string => style.getPropertyValue(`--${name}`).trim();
  const gap = ((instants[1] ?? 0) - (instants[0] ?? 0)) / 2_000;
  const bars = uPlot.paths.bars?.({ size: [0.7, 40] });
  const axis = { stroke: colourOf('quiet'), grid: { stroke: colourOf('line'), width: 1 }, ticks: { stroke: colourOf('line') } };
  const options: uPlot.Options = {
    width: element.clientWidth,
    height: HEIGHT,
    legend: { show: false },
    cursor: { show: false },
    tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1_000), 'Etc/UTC'),
    // Room for half a bar at both ends.
    scales: { x: { range: (_chart, least, most) => [least - gap, most + gap] }, y: { range: (_chart, _least, most) => [0, Math.max(4, most * 1.1)] } },
    axes: [{ ...axis, space: 90, values: (_chart, ticks) => ticks.map((tick) => labelOf(tick * 1_000)) }, { ...axis, size: 52, values: (_chart, ticks) => ticks.map((tick) => (Number.isInteger(tick) ? numberText(tick) : '')) }],
    series: [
      {},
      ...series.map(({ name, colour }) => ({
        label: name,
        stroke: colourOf(colour),
        fill: colourOf(colour),
        width: 0,
        points: { show: false },
        ...(bars === undefined ? {} : { paths: bars }),
      })),
    ],
  };
  const data: uPlot.AlignedData = [instants.map((instant) => instant / 1_000), ...series.map(({ values, drawn = values }) => [...drawn])];
  return new uPlot(options, data, element);
}

function sum(values: readonly number[]): number {
  return values.reduce((one, other) => one + other, 0);
}
