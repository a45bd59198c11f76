// Every search field of the portal, and where its options come from.

/** Fields that search for people on the service, by the id of their list. scenarios/search.mjs tests each with delayed answers. */
export const SEARCHED = ['found', 'to-add', 'to-take-over', 'coach-of-many', 'takes-over', 'to-review', 'reviewer'];

/** Fields whose options are already in the page: components of a rubric, sites, time zones. */
export const OFFERED = ['components', 'sites', 'zones'];

/** Runs in the page: the fields that are in neither list. Selects and free tags search for nothing. */
export function unknownFields(known) {
  const fields = document.querySelectorAll('[role=combobox], [role=searchbox], [type=search], [list], [aria-autocomplete]');
  const isFree = (field) => field.tagName === 'SELECT' || field.closest('.mantine-TagsInput-root') !== null;
  const listOf = (field) => field.getAttribute('aria-controls') ?? field.getAttribute('list') ?? '';
  return [...fields].filter((field) => !isFree(field) && !known.includes(listOf(field))).map((field) => field.outerHTML.slice(0, 160));
}
