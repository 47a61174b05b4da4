/**
 * The page's content policy wants every script address to be vouched for; this is the one policy (`watchpost`) and the
 * one place that vouches: only for scripts of our own origin.
 */
interface ScriptUrlPolicy {
  createScriptURL(url: string): string;
}
interface TrustedTypesFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): ScriptUrlPolicy;
}

let policy: ScriptUrlPolicy | undefined;

function sameOrigin(url: string): string {
  const address = new URL(url, document.baseURI);
  // Custom protocols have the opaque origin "null" in URL: compare scheme and host instead.
  if (address.protocol !== location.protocol || address.host !== location.host) {
    throw new TypeError('A script of another origin is never started.');
  }
  return address.href;
}

/** Starts a module worker of our own origin. */
export function startWorker(url: string): Worker {
  const factory = (globalThis as { trustedTypes?: TrustedTypesFactory }).trustedTypes;
  policy ??= factory?.createPolicy('watchpost', { createScriptURL: sameOrigin }) ?? {
    createScriptURL: sameOrigin,
  };
  return new Worker(policy.createScriptURL(url), { type: 'module', name: 'live' });
}
