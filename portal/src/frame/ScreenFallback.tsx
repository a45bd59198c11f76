// Shown instead of a whole screen while its data is loading, or when loading failed.

import { ErrorAlert } from './ErrorAlert';
import { Screen } from './Screen';
import { Loading } from './Loading';

interface Props {
  /** What the screen shows, such as “the goal”. */
  what: string;
  /** The queries whose data the screen needs. */
  queries: { error: Error | null; refetch: () => Promise<unknown> }[];
}

export function ScreenFallback({ what, queries }: Props) {
  const failed = queries.filter(({ error }) => error !== null);
  const error = failed[0]?.error;
  if (!error) return <Loading what={what} rows={5} />;
  const retry = () => {
    for (const query of failed) void query.refetch();
  };
  return (
    <Screen title={`${what.charAt(0).toUpperCase()}${what.slice(1)} can’t be shown`}>
      <ErrorAlert error={error} retry={retry} />
    </Screen>
  );
}
