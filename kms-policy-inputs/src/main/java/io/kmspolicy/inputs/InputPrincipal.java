package io.kmspolicy.inputs;

import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;

/**
 * A user or role in a file.
 *
 * @param name its name in the file, such as the logical name or the address of a resource
 * @param caller the user, or any session of the role
 * @param identity its identity policies, including those of its groups; unknown if the file does
 *     not determine all of them
 * @param boundary its permissions boundary, none, or unknown
 */
public record InputPrincipal(
    String name, Caller.AccountCaller caller, PolicyLayer identity, PolicyLayer boundary) {}
