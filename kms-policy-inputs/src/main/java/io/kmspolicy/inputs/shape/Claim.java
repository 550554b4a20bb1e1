package io.kmspolicy.inputs.shape;

import io.kmspolicy.inputs.tree.SourceNode.Unresolved;

/**
 * What a file says about a layer of a user, role or key that it need not define.
 *
 * @param owner the kind of the owner and its layer
 * @param target the name of the user, role or managed policy without a path, or the id or ARN of
 *     the key; with {@code *} for any text; empty if it may be any
 * @param name the name of the policy or grant in the file
 * @param reason what the file says
 */
public record Claim(Owner owner, String target, String name, Unresolved reason) {

  /** The owner of a layer, and which one. */
  public enum Owner {
    /** The identity policies of a user. */
    USER,
    /** The identity policies of a role. */
    ROLE,
    /** The permissions boundary of a user. */
    USER_BOUNDARY,
    /** The permissions boundary of a role. */
    ROLE_BOUNDARY,
    /** The policy of a key. */
    KEY_POLICY,
    /** The grants on a key. */
    GRANTS,
    /** The document of a managed policy, wherever it is attached. */
    MANAGED
  }
}
