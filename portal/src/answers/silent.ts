// What the hidden frame does: hands the provider's answer to the page around it, in the words in which
// oidc-client-ts waits for it. Without that library and in a page of its own, or each reload of the portal
// would start the whole of it twice.

window.parent.postMessage({ source: 'oidc-client', url: window.location.href, keepOpen: false }, window.location.origin);
