// The price as steps over time. Drawn by uPlot, which needs neither markup nor styles in strings.

import { useEffect, useRef } from 'preact/hooks';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { amount, clockTime } from '../../../app/shared';
import { language } from '../../../app/words';
import { theme } from '../../../app/theme';
import type { Point } from './bids';

const HEIGHT_PX = 220;
const AXIS_PX = 90;
/** More dots would be a line. */
const DOTS_MAX = 60;

export default function Chart({ points, currency, label }: { points: readonly Point[]; currency: string; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  const looks = `${theme.value} ${language.value}`;
  useEffect(() => {
    const space = box.current!;
    const plot = draw(space, points, currency);
    const fit = new ResizeObserver(() => space.isConnected && plot.setSize({ width: space.clientWidth, height: HEIGHT_PX }));
    fit.observe(space);
    return () => {
      fit.disconnect();
      plot.destroy();
    };
  }, [points.length, currency, looks]);
  return <div ref={box} class="chart" role="img" aria-label={label} dir="ltr" />;
}

function draw(box: HTMLElement, points: readonly Point[], currency: string): UPlot {
  const [ink, line, brand] = ['--soft', '--line', '--brand'].map(name => resolved(box, name)) as [string, string, string];
  const axis = { stroke: ink, grid: { stroke: line, width: 1 }, ticks: { stroke: line, width: 1 } };
  return new UPlot(
    {
      width: box.clientWidth,
      height: HEIGHT_PX,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: true } },
      axes: [
        { ...axis, values: (_, splits) => splits.map(at => clockTime(at * 1000)), space: 90 },
        { ...axis, values: (_, splits) => splits.map(units => amount(Math.round(units), currency)), size: AXIS_PX },
      ],
      series: [
        {},
        { stroke: brand, width: 2, paths: UPlot.paths.stepped!({ align: 1 }), points: { show: points.length < DOTS_MAX, fill: brand } },
      ],
    },
    [points.map(({ at }) => at / 1000), points.map(({ price }) => price)],
    box,
  );
}

/** A colour of the page as a canvas knows it: `light-dark()` is none there. */
function resolved(box: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${name})`;
  box.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
