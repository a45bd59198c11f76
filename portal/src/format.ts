// Shows the API's names and dates to people.

/** Words whose spelling in the API's names is part of its contract, and their US spelling. */
const US_SPELLING: Record<string, string> = { cancelled: 'canceled', licence: 'license', organisation: 'organization' };

/** A name of the API in words: `pre_observation` is “Pre observation”. */
export function inWords(name: string): string {
  const words = name
    .split('_')
    .map((word) => US_SPELLING[word] ?? word)
    .join(' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A date, `2026-09-01`, or the date of a timestamp; empty if there is none. */
export function day(text: string | null | undefined): string {
  if (!text) return '';
  // A date without a time is read as noon in the reader's time zone, where it stays the same date.
  const moment = new Date(text.includes('T') ? text : `${text}T12:00:00`);
  return moment.toLocaleDateString(undefined, { dateStyle: 'medium' });
}

export function dayAndTime(moment: string): string {
  return new Date(moment).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** How many days ago, in words; `Never` if there is no number. */
export function ago(days: number | null | undefined): string {
  if (days == null) return 'Never';
  if (days === 0) return 'Today';
  return days === 1 ? 'Yesterday' : `${days} days ago`;
}
