package io.kmspolicy.interceptor.decision;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * What an operator states instead of loading it. It counts only where nothing is known: a layer
 * that was loaded and a condition key that the call settles stay as they are. Denials that lean on
 * assertions name them, and the truth check finds those that are wrong.
 *
 * <p>Each has a text for configuration, such as {@code no-grants} or {@code
 * context:aws:SourceIp=203.0.113.7}.
 */
public sealed interface Assertion {

  /** The assertion as configuration and explanations name it. */
  String text();

  /**
   * There are no grants on these keys.
   *
   * @param keyArns the keys' ARNs; empty for all keys
   */
  record NoGrants(Set<String> keyArns) implements Assertion {
    /** Copies the set. */
    public NoGrants {
      keyArns = Set.copyOf(keyArns);
    }

    @Override
    public String text() {
      return keyArns.isEmpty()
          ? "no-grants"
          : "no-grants=" + String.join("|", keyArns.stream().sorted().toList());
    }
  }

  /** There is nothing of a kind, or it does not restrict anything. */
  enum Open implements Assertion {
    /** The caller has no permissions boundary. */
    NO_PERMISSIONS_BOUNDARY("no-permissions-boundary"),
    /** The caller's session has no session policy. */
    NO_SESSION_POLICY("no-session-policy"),
    /** Service control policies allow everything. */
    SERVICE_CONTROL_ALLOWS_ALL("service-control-allows-all"),
    /** Resource control policies allow everything. */
    RESOURCE_CONTROL_ALLOWS_ALL("resource-control-allows-all"),
    /** Calls do not go through a VPC endpoint. */
    NO_VPC_ENDPOINT("no-vpc-endpoint"),
    /** Role sessions have no tags of their own: they have those of the role. */
    NO_SESSION_TAGS("no-session-tags");

    private final String text;

    Open(String text) {
      this.text = text;
    }

    @Override
    public String text() {
      return text;
    }
  }

  /**
   * A condition key has these values in every call.
   *
   * @param key the key, such as {@code aws:PrincipalTag/team}
   * @param values its values
   */
  record ContextIs(String key, List<String> values) implements Assertion {
    /** Copies the list. */
    public ContextIs {
      values = List.copyOf(values);
    }

    @Override
    public String text() {
      return CONTEXT + key + "=" + String.join("|", values);
    }
  }

  /** How the text of {@link ContextIs} begins. */
  String CONTEXT = "context:";

  /**
   * The assertion of a text.
   *
   * @throws IllegalArgumentException if there is none; the message lists what there is
   */
  static Assertion parse(String text) {
    int equals = text.indexOf('=');
    if (text.startsWith(CONTEXT) && equals > CONTEXT.length()) {
      return new ContextIs(
          text.substring(CONTEXT.length(), equals), parts(text.substring(equals + 1)));
    }
    if (text.equals("no-grants")) {
      return new NoGrants(Set.of());
    }
    if (text.startsWith("no-grants=") && equals + 1 < text.length()) {
      return new NoGrants(Set.copyOf(parts(text.substring(equals + 1))));
    }
    for (Open open : Open.values()) {
      if (open.text.equals(text)) {
        return open;
      }
    }
    throw new IllegalArgumentException(
        "`"
            + text
            + "` is no assertion; there are `no-grants`, `no-grants=ARN|ARN`, `context:KEY=VALUE`, `"
            + String.join("`, `", Arrays.stream(Open.values()).map(Open::text).toList())
            + "`");
  }

  private static List<String> parts(String text) {
    return List.of(text.split("\\|", -1));
  }
}
