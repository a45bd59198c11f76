// Runs in the window that signs in again: sends the provider's response to the waiting page, and closes the window.

import { SIGNED_IN_AGAIN } from './channel';

new BroadcastChannel(SIGNED_IN_AGAIN).postMessage(window.location.href);
window.close();
