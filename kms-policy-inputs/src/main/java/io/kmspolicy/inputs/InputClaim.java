package io.kmspolicy.inputs;

/**
 * What a file says about a layer of a user, role or key that it need not define: it attaches a
 * policy, or removes it. Another file that defines the user, role or key does not say all of this
 * layer.
 *
 * @param owner the kind of the owner and its layer
 * @param target the name of the user, role or managed policy without a path, or the id or ARN of
 *     the key; empty if the file does not say which one it is, so that it may be any
 * @param gap what is then unknown; its name is that of the policy or grant
 */
public record InputClaim(Owner owner, String target, InputGap gap) {

  /** The owner of a layer, and which one. */
  public enum Owner {
    /** The identity policies of a user. */
    USER,
    /** The identity policies of a role. */
    ROLE,
    /** The policy of a key. */
    KEY_POLICY,
    /** The grants on a key. */
    GRANTS,
    /** The document of a managed policy, wherever it is attached. */
    MANAGED
  }
}
