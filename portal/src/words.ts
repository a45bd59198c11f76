// How the API's names and dates are said.

/** A name of the API’s in words: `pre_observation` is “Pre observation”. */
export function inWords(name: string): string {
  const words = name.replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A day, `2026-09-01`, or the day of a moment; nothing when there is none. */
export function day(text: string | null | undefined): string {
  if (!text) return '';
  // A day is no moment: at noon it is the same day in the reader's zone.
  const moment = new Date(text.includes('T') ? text : `${text}T12:00:00`);
  return moment.toLocaleDateString(undefined, { dateStyle: 'medium' });
}

export function dayAndTime(moment: string): string {
  return new Date(moment).toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'short' });
}

/** How many days ago, in words. */
export function ago(days: number | null | undefined): string {
  if (days == null) return 'Never';
  if (days === 0) return 'Today';
  return days === 1 ? 'Yesterday' : `${days} days ago`;
}
