// Runs in the hidden frame that renews the session: sends the provider's response to the page around it, in the form that
// oidc-client-ts expects. It is a separate page without that library, or each reload would start the portal twice.

window.parent.postMessage({ source: 'oidc-client', url: window.location.href, keepOpen: false }, window.location.origin);
