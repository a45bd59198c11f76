import { Refused } from './Refused';
import { Screen } from './Screen';
import { Waiting } from './Waiting';

interface Props {
  /** What a whole screen is about, such as “the goal”. */
  what: string;
  error: Error | null;
  again: () => void;
}

/** A screen whose subject has not come yet, or won’t. */
export function NotYet({ what, error, again }: Props) {
  if (!error) return <Waiting what={what} rows={5} />;
  return (
    <Screen title={`${what.charAt(0).toUpperCase()}${what.slice(1)} can’t be shown`}>
      <Refused error={error} again={again} />
    </Screen>
  );
}
