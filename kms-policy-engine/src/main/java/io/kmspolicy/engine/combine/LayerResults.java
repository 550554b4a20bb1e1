package io.kmspolicy.engine.combine;

/**
 * What the layers say of a request, each already reduced to whether it applies: a layer that does
 * not apply neither allows nor denies, and as a filter it lets everything pass.
 *
 * @param <T> a result, a set of actions, or a formula: see {@link Logic}
 * @param usable the action can be used by this caller at all
 * @param serviceControl every level of the service control policies allows
 * @param endpoint the VPC endpoint policy allows
 * @param identity an identity policy allows
 * @param limits permissions boundary and session policies allow, as far as there are any
 * @param keyDirect the key policy allows the caller directly
 * @param keyRole the key policy allows the caller's role
 * @param keyAccount the key policy allows the caller's account
 * @param grants a grant covers the request within its own limits
 */
public record LayerResults<T>(
    T usable,
    T serviceControl,
    T endpoint,
    T identity,
    T limits,
    T keyDirect,
    T keyRole,
    T keyAccount,
    T grants) {}
