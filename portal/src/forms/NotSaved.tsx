import { Alert, Box, Button, CopyButton, Group, Stack, Text } from '@mantine/core';
import { Refusal } from '../api/client';
import { Refused } from '../frame/Refused';

/** A field as the person knows it, and its text. */
export type Typed = [label: string, text: string];

interface Props {
  error: Error;
  /** What was typed. */
  mine: Typed[];
  /** What is saved now, in the same order: for somebody who was faster. */
  theirs?: Typed[];
  /** Saves what was typed over what is saved now. */
  keepMine?: () => void;
  /** Drops what was typed. */
  takeTheirs?: () => void;
  /** Tries the same again. */
  again?: () => void;
}

/** Why something typed was not saved. Whatever the reason, the text is there and can be copied. */
export function NotSaved({ error, mine, theirs, keepMine, takeTheirs, again }: Props) {
  const status = error instanceof Refusal ? error.problem.status : 0;
  if (status === 412 && theirs && keepMine && takeTheirs) return <Conflict {...{ mine, theirs, keepMine, takeTheirs }} />;
  if (status === 403 || status === 404) return <Ended error={error} mine={mine} />;
  return <Refused error={error} again={again} />;
}

function Conflict({ mine, theirs, keepMine, takeTheirs }: Required<Pick<Props, 'mine' | 'theirs' | 'keepMine' | 'takeTheirs'>>) {
  const changed = mine
    .map(([label, text], at) => ({ label, mine: text, theirs: theirs[at]?.[1] ?? '' }))
    .filter((both) => both.mine !== both.theirs);
  return (
    <Alert color="yellow" title="Somebody saved this while you were typing" role="alert">
      <Stack gap="sm">
        <Text size="sm">Nothing of yours is lost. Choose which to keep; you can still change the fields first.</Text>
        {changed.map((both) => (
          <Box key={both.label} component="section" aria-label={both.label}>
            <Text size="sm" fw={600}>
              {both.label}
            </Text>
            <div className="two-columns two-texts">
              <Version title="Saved now" text={both.theirs} />
              <Version title="Yours" text={both.mine} />
            </div>
          </Box>
        ))}
        <Group>
          <Button size="xs" onClick={keepMine}>
            Save mine
          </Button>
          <Button size="xs" variant="default" onClick={takeTheirs}>
            Take what is saved
          </Button>
          <Copy mine={mine} />
        </Group>
      </Stack>
    </Alert>
  );
}

function Version({ title, text }: { title: string; text: string }) {
  return (
    <Box>
      <Text size="xs" c="dimmed">
        {title}
      </Text>
      <Text size="sm" className="typed">
        {text || 'Empty'}
      </Text>
    </Box>
  );
}

function Ended({ error, mine }: { error: Error; mine: Typed[] }) {
  return (
    <Alert color="yellow" title="Your access has ended" role="alert">
      <Stack gap="sm">
        <Text size="sm">{error.message} What you typed is not saved. It stays here until you close this tab, for you to copy.</Text>
        {mine.map(([label, text]) => text && <Version key={label} title={label} text={text} />)}
        <Group>
          <Copy mine={mine} />
        </Group>
      </Stack>
    </Alert>
  );
}

function Copy({ mine }: { mine: Typed[] }) {
  const all = mine.flatMap(([label, text]) => (text ? [`${label}\n${text}`] : [])).join('\n\n');
  return (
    <CopyButton value={all}>
      {({ copied, copy }) => (
        <Button size="xs" variant="default" onClick={copy}>
          {copied ? 'Copied' : 'Copy what I typed'}
        </Button>
      )}
    </CopyButton>
  );
}
