package io.kmspolicy.engine;

/**
 * What the layers say of a request, each already reduced to whether it applies: a layer that does
 * not apply neither allows nor denies, and as a filter it lets everything pass.
 *
 * @param deny a Deny statement matches in some layer
 * @param resourceControl every level of the resource control policies allows
 * @param serviceControl every level of the service control policies allows
 * @param endpoint the VPC endpoint policy allows
 * @param identity an identity policy allows
 * @param boundary the permissions boundary allows, or there is none
 * @param session a session policy allows, or there is none
 * @param key how Allow statements of the key policy match the caller
 * @param grants a grant covers the request within its own limits
 */
record Findings(
    MatchResult deny,
    MatchResult resourceControl,
    MatchResult serviceControl,
    MatchResult endpoint,
    MatchResult identity,
    MatchResult boundary,
    MatchResult session,
    PrincipalMatcher.Forms key,
    MatchResult grants) {

  /** Both limits on what identity policies and roles may do. */
  MatchResult limits() {
    return boundary.and(session);
  }
}
