// The notifications of the signed-in person, newest first.

import { Anchor, Box, Button, Group, Text } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useMe } from '../context';
import { PagedList } from '../frame/PagedList';
import { ErrorAlert } from '../frame/ErrorAlert';
import { Screen } from '../frame/Screen';
import { dayAndTime } from '../format';
import { linkOf, type Notice, sentence, useNotices, useMarkAsRead } from './notices';

export function Notices() {
  const me = useMe();
  const notices = useNotices();
  const markAsRead = useMarkAsRead();
  const unread = (notices.items ?? []).filter((notice) => !notice.read_at).map((notice) => notice.id);
  const markAllButton = unread.length > 0 && (
    <Button variant="default" loading={markAsRead.isPending} onClick={() => markAsRead.mutate(unread)}>
      Mark all as read
    </Button>
  );
  const action = (
    <Group gap="xs">
      <Button component={Link} to="/preferences" variant="subtle" color="gray">
        E-mail
      </Button>
      {markAllButton}
    </Group>
  );
  return (
    <Screen title="Notifications" action={action}>
      {markAsRead.error && <ErrorAlert error={markAsRead.error} />}
      <PagedList
        pages={notices}
        what="the notifications"
        empty="Nothing yet. You are notified when somebody is assigned to you or removed, when a conference is scheduled, moved or canceled, when an observation is shared, and when assignments wait for your review."
      >
        {(items) =>
          items.map((notice) => (
            <Line
              key={notice.id}
              notice={notice}
              me={me.data?.user.id ?? ''}
              open={() => !notice.read_at && markAsRead.mutate([notice.id])}
            />
          ))
        }
      </PagedList>
    </Screen>
  );
}

function Line({ notice, me, open }: { notice: Notice; me: string; open: () => void }) {
  const isUnread = !notice.read_at;
  return (
    <Box className={isUnread ? 'row is-new' : 'row'} px="xs">
      <Box className="name">
        <Anchor component={Link} to={linkOf(notice, me)} onClick={open} c="inherit" fw={isUnread ? 600 : 400} dir="auto">
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
