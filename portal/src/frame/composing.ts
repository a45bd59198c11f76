// Keys that belong to an input method.

/**
 * Whether an input method is composing a character: the key is part of it, such as the Enter that accepts the character.
 * Safari reports that Enter after the composition has ended, with the key code 229.
 */
export function isComposing(event: { isComposing?: boolean; keyCode: number; nativeEvent?: { isComposing: boolean } }): boolean {
  return (event.nativeEvent?.isComposing ?? event.isComposing ?? false) || event.keyCode === 229;
}
