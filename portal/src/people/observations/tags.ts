// Tags in the script: `/` and the beginning of a word of a component's name.

/**
 * The text after a `/` at the end of the line, if that begins a tag: the slash follows a space, and no space follows it. In
 * “yes / no” and “and/or” the slash is a slash.
 */
export const tagOf = (text: string): string | undefined => /(?:^|\s)\/([^/\s]*)$/.exec(text)?.[1];

/** Whether a word of the component's name begins with the tag. */
export function isTagged(name: string, tag: string): boolean {
  return name
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .some((word) => word.startsWith(tag.toLowerCase()));
}
