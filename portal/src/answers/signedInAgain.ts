// What the window beside does: hands the provider's answer to the page that waits, and goes.

import { AGAIN } from './again';

new BroadcastChannel(AGAIN).postMessage(window.location.href);
window.close();
