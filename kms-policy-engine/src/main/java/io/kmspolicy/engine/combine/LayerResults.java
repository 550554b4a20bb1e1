package io.kmspolicy.engine.combine;

/**
 * The results of all layers, adjusted for applicability: an inapplicable layer neither allows nor
 * denies, and an inapplicable filter lets the request pass.
 *
 * @param <T> the type of partial results: see {@link Logic}
 * @param usable whether the caller can use the action on the resource
 * @param serviceControl whether every level of the service control policies allows the request
 * @param endpoint whether the VPC endpoint policy allows the request
 * @param identity whether an identity policy allows the request
 * @param limits whether permissions boundary and session policies, if any, allow the request
 * @param keyDirect whether the key policy allows the caller directly
 * @param keyRole whether the key policy allows the caller's role
 * @param keyAccount whether the key policy allows the caller's account
 * @param grants whether a grant allows the request, within the limits of grants
 */
record LayerResults<T>(
    T usable,
    T serviceControl,
    T endpoint,
    T identity,
    T limits,
    T keyDirect,
    T keyRole,
    T keyAccount,
    T grants) {}
