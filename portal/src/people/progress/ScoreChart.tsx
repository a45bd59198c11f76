// A chart of one component's scores over time, with the names of the levels on its axis.

import { useReducedMotion } from '@mantine/hooks';
import { CartesianGrid, Line, LineChart, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { day } from '../../format';
import type { ComponentProgress } from './progress';

const dayOf = (at: number) => day(new Date(at).toISOString());
const INK = 'var(--mantine-color-dimmed)';

export default function ScoreChart({ points, levels }: { points: ComponentProgress['points']; levels: string[] }) {
  const reducesMotion = useReducedMotion();
  const levelCount = Math.max(...points.map(({ of }) => of));
  const ticks = Array.from({ length: levelCount }, (_, at) => at + 1);
  const levelName = (score: number) => {
    const name = levels[score - 1] ?? String(score);
    return name.length > 12 ? `${name.slice(0, 11)}…` : name;
  };
  return (
    <ResponsiveContainer width="100%" height={Math.max(120, levelCount * 32)}>
      <LineChart
        data={points.map(({ on, score }) => ({ at: Date.parse(`${on}T12:00:00`), score }))}
        margin={{ top: 8, right: 16, bottom: 0, left: 0 }}
        accessibilityLayer={false}
      >
        <CartesianGrid stroke="var(--mantine-color-default-border)" vertical={false} />
        <XAxis
          dataKey="at"
          type="number"
          scale="time"
          domain={['dataMin', 'dataMax']}
          tickCount={3}
          tickFormatter={dayOf}
          tick={{ fontSize: 11, fill: INK }}
          stroke={INK}
          minTickGap={24}
        />
        <YAxis
          domain={[1, levelCount]}
          ticks={ticks}
          tickFormatter={levelName}
          tick={{ fontSize: 11, fill: INK }}
          stroke={INK}
          width={92}
          interval={0}
        />
        <Tooltip
          isAnimationActive={false}
          labelFormatter={(label) => dayOf(Number(label))}
          formatter={(score) => [levelName(Number(score)), 'Level']}
          contentStyle={{ background: 'var(--mantine-color-body)', border: '1px solid var(--mantine-color-default-border)' }}
        />
        <Line
          type="linear"
          dataKey="score"
          stroke="var(--mantine-color-anchor)"
          strokeWidth={2}
          dot={{ r: 4, fill: 'var(--mantine-color-anchor)' }}
          isAnimationActive={!reducesMotion}
          animationDuration={150}
        />
      </LineChart>
    </ResponsiveContainer>
  );
}
