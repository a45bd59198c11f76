import { Anchor, Box, Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMe } from '../context';
import { Listed } from '../frame/Listed';
import { Refused } from '../frame/Refused';
import { Screen } from '../frame/Screen';
import { dayAndTime } from '../words';
import { leadsTo, type Notice, sentence, useNotices, useRead } from './notices';

/** What one was told, newest first. */
export function Notices() {
  const me = useMe();
  const notices = useNotices();
  const read = useRead();
  const unread = (notices.items ?? []).filter((notice) => !notice.read_at).map((notice) => notice.id);
  const markAll = unread.length > 0 && (
    <Button variant="default" loading={read.isPending} onClick={() => read.mutate(unread)}>
      Mark all as read
    </Button>
  );
  const action = (
    <Group gap="xs">
      <Button component={Link} to="/preferences" variant="subtle" color="gray">
        E-mail
      </Button>
      {markAll}
    </Group>
  );
  return (
    <Screen title="Notifications" action={action}>
      {read.error && <Refused error={read.error} />}
      <Listed
        pages={notices}
        what="the notifications"
        empty="Nothing yet. Here you are told when somebody is assigned to you or removed, when a conference is scheduled, moved or cancelled, when an observation is shared, and when assignments wait for your review."
      >
        {(items) =>
          items.map((notice) => (
            <Line key={notice.id} notice={notice} me={me.data?.user.id ?? ''} open={() => !notice.read_at && read.mutate([notice.id])} />
          ))
        }
      </Listed>
    </Screen>
  );
}

function Line({ notice, me, open }: { notice: Notice; me: string; open: () => void }) {
  const isUnread = !notice.read_at;
  return (
    <Box className={isUnread ? 'row is-new' : 'row'} px="xs">
      <Box className="name">
        <Anchor component={Link} to={leadsTo(notice, me)} onClick={open} c="inherit" fw={isUnread ? 600 : 400} dir="auto">
          {sentence(notice)}
        </Anchor>
        <Text size="xs" c="dimmed">
          {dayAndTime(notice.at)} · by {notice.by.name}
        </Text>
      </Box>
      {isUnread && (
        <Text size="xs" c="dimmed">
          Unread
        </Text>
      )}
    </Box>
  );
}
