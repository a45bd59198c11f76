import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { body, type Schemas } from '../api/client';
import { useApi } from '../context';

/** People by the beginning of a name or e-mail, as one types; old results stay while new ones load. */
export function useFound(text: string) {
  const api = useApi();
  const [typed] = useDebouncedValue(text.trim(), 120);
  const isEnough = Array.from(typed).length >= 2;
  const found = useQuery({
    queryKey: ['find', typed],
    enabled: isEnough,
    placeholderData: keepPreviousData,
    queryFn: async ({ signal }) => body(await api.GET('/users', { params: { query: { q: typed, limit: 8 } }, signal })).items,
  });
  const people: Schemas['UserLine'][] = isEnough ? (found.data ?? []) : [];
  return { people, isEnough, isLoading: found.isFetching, error: found.error, typed };
}

/** The line below a name. */
export function titleAndSite(person: { title?: string | null; site?: string | null }): string {
  return [person.title, person.site].filter(Boolean).join(', ');
}

/** What a search says below its results; `keys` is what the keyboard does with them. */
export function hint({ isEnough, isLoading, people, error, typed }: ReturnType<typeof useFound>, keys: string): string {
  if (error) return error.message;
  if (!isEnough) return 'Type two letters of a name or e-mail.';
  if (people.length > 0) return keys;
  return isLoading ? 'Looking …' : `Nobody is called “${typed}”. Check the spelling, or try the family name.`;
}
