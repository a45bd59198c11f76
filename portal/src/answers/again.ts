/** The channel on which a window that signs in again tells the page that waits for it. */
export const AGAIN = 'coachwork.signed-in-again';
