// The side navigation: a column beside the content, or a strip below the top bar on a phone.

import { Link } from '@tanstack/react-router';
import { useMe } from '../context';
import { placesOf } from './places';

export function SideNavigation() {
  const me = useMe();
  return (
    <nav aria-label="Places" className="places">
      {placesOf(me.data).map(({ name, to }) => (
        <Link key={to} to={to} className="place" activeProps={{ 'aria-current': 'page' }}>
          {name}
        </Link>
      ))}
    </nav>
  );
}
