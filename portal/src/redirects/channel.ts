// The name of the broadcast channel from the window that signs in again to the page that waits for it.

export const SIGNED_IN_AGAIN = 'coachwork.signed-in-again';
