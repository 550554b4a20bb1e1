package io.kmspolicy.interceptor.decision;

import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/**
 * A statement of the operator about policies or condition keys that are not loaded. It counts only
 * where nothing is known: a layer that was loaded and a condition key that the call determines do
 * not change. Denials that depend on assertions name them, and drift detection finds those that are
 * wrong.
 *
 * <p>Each assertion has a text for configuration, such as {@code no-grants} or {@code
 * context:aws:SourceIp=203.0.113.7}.
 */
public sealed interface Assertion {

  /** The text of the assertion in configuration and explanations. */
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

  /** An assertion that a layer does not exist or does not restrict anything. */
  enum Open implements Assertion {
    /** The caller has no permissions boundary. */
    NO_PERMISSIONS_BOUNDARY("no-boundary", "no-permissions-boundary"),
    /** The caller's session has no session policy. */
    NO_SESSION_POLICY("no-session", "no-session-policy"),
    /** Service control policies allow everything. */
    SERVICE_CONTROL_ALLOWS_ALL("scp-allows-all", "service-control-allows-all"),
    /** Resource control policies allow everything. */
    RESOURCE_CONTROL_ALLOWS_ALL("rcp-allows-all", "resource-control-allows-all"),
    /** Calls do not go through a VPC endpoint. */
    NO_VPC_ENDPOINT("no-endpoint", "no-vpc-endpoint"),
    /** Role sessions have no tags of their own, only those of the role. */
    NO_SESSION_TAGS("no-session-tags", "no-session-tags");

    private final String text;

    /** The text in earlier versions. */
    private final String former;

    Open(String text, String former) {
      this.text = text;
      this.former = former;
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

  /** The prefix of the text of {@link ContextIs}. */
  String CONTEXT = "context:";

  /**
   * Parses the text of an assertion, or its text in earlier versions.
   *
   * @throws IllegalArgumentException if it is not one; the message lists the assertions
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
      return new NoGrants(keys(parts(text.substring(equals + 1))));
    }
    for (Open open : Open.values()) {
      if (open.text.equals(text) || open.former.equals(text)) {
        return open;
      }
    }
    throw new IllegalArgumentException(
        Quoting.quoteShort(text)
            + " is not an assertion; the assertions are `no-grants`, `no-grants=ARN|ARN`,"
            + " `context:KEY=VALUE`, `"
            + String.join("`, `", Arrays.stream(Open.values()).map(Open::text).toList())
            + "`");
  }

  private static Set<String> keys(List<String> arns) {
    for (String arn : arns) {
      if (!isKey(arn)) {
        throw new IllegalArgumentException(
            Quoting.quoteShort(arn)
                + " in `no-grants=` is not the ARN of a key, so nothing is asserted of it");
      }
    }
    return Set.copyOf(arns);
  }

  private static boolean isKey(String arn) {
    try {
      return KmsResource.parse(arn) instanceof KmsResource.Key;
    } catch (InvalidNameException e) {
      return false;
    }
  }

  private static List<String> parts(String text) {
    return List.of(text.split("\\|", -1));
  }
}
