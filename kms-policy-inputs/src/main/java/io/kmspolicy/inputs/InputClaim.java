package io.kmspolicy.inputs;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a file says about a layer of a user, role or key that it need not define: it attaches a
 * policy, or removes it. Another file that defines the user, role or key does not say all of this
 * layer.
 *
 * @param owner the kind of the owner and its layer
 * @param target the name of the user, role or managed policy without a path, or the id or ARN of
 *     the key; with {@code *} for any text where the file tells a part of the name; empty if the
 *     file does not say which one it is, so that it may be any
 * @param gap what is then unknown; its name is that of the policy or grant
 */
public record InputClaim(Owner owner, String target, InputGap gap) {

  /** Whether it may concern an owner of this name, id or ARN; IAM may ignore the case of names. */
  public boolean mayConcern(String name) {
    String[] parts = target.split("\\*", -1);
    String pattern = Stream.of(parts).map(Pattern::quote).collect(Collectors.joining(".*"));
    return target.isEmpty()
        || Pattern.compile(pattern, Pattern.DOTALL | Pattern.CASE_INSENSITIVE)
            .matcher(name)
            .matches();
  }

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
