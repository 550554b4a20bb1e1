package io.kmspolicy.inputs;

import java.util.List;
import java.util.Locale;

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
    if (target.isEmpty() || target.equalsIgnoreCase(name)) {
      return true;
    }
    List<String> parts = List.of(target.toLowerCase(Locale.ROOT).split("\\*", -1));
    String last = parts.get(parts.size() - 1);
    String text = name.toLowerCase(Locale.ROOT);
    if (parts.size() == 1 || !text.startsWith(parts.get(0)) || !text.endsWith(last)) {
      return false;
    }
    int at = parts.get(0).length();
    for (String part : parts.subList(1, parts.size() - 1)) {
      int found = text.indexOf(part, at);
      if (found < 0) {
        return false;
      }
      at = found + part.length();
    }
    return at <= text.length() - last.length();
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
