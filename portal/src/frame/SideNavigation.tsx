import { Link } from '@tanstack/react-router';
import { useMe } from '../context';
import { placesOf } from './places';

/** Where this person can go. A strip below the bar on a phone, a narrow column beside the content else. */
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
