// The link to the notifications, with how many are unread.

import { Link } from '@tanstack/react-router';
import { NOTIFICATIONS } from '../frame/places';
import { useUnread } from './notices';

export function Bell() {
  const unread = useUnread();
  const { name, to } = NOTIFICATIONS;
  return (
    <Link to={to} className="bell" aria-label={unread > 0 ? `${name}, ${unread} unread` : name} title={name}>
      <svg viewBox="0 0 24 24" width="20" height="20" fill="none" stroke="currentColor" strokeWidth="1.75" aria-hidden="true">
        <path d="M6 10a6 6 0 0 1 12 0c0 5 2 6 2 6H4s2-1 2-6M10 20h4" strokeLinecap="round" strokeLinejoin="round" />
      </svg>
      {unread > 0 && <span className="unread">{unread > 9 ? '9+' : unread}</span>}
    </Link>
  );
}
