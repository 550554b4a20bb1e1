package io.kmspolicy.inputs;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.Caller;
import java.util.List;

/**
 * A user or role in a file.
 *
 * @param name its name in the file, such as the logical name or the address of a resource
 * @param caller the user, or any session of the role
 * @param identity its identity policies, including those of its groups; unknown if the file does
 *     not determine all of them
 * @param boundary its permissions boundary, none, or unknown
 * @param knownIdentity the identity policies that the file determines, also where they are not all
 */
public record InputPrincipal(
    String name,
    Caller.AccountCaller caller,
    PolicyLayer identity,
    PolicyLayer boundary,
    List<NamedPolicy> knownIdentity) {

  /** Copies the list. */
  public InputPrincipal {
    knownIdentity = List.copyOf(knownIdentity);
  }

  /** A user or role of whose identity policies all or none are known. */
  public InputPrincipal(
      String name, Caller.AccountCaller caller, PolicyLayer identity, PolicyLayer boundary) {
    this(name, caller, identity, boundary, identity.known().toList());
  }
}
