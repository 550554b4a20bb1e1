package io.kmspolicy.lint;

import io.kmspolicy.model.PolicyType;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What kind of policy a text is, where nobody says it. */
public final class PolicyTypes {

  private PolicyTypes() {}

  /** The type of that name, such as {@code key} or {@code vpc-endpoint}. */
  public static Optional<PolicyType> parse(String name) {
    return Arrays.stream(PolicyType.values()).filter(type -> name(type).equals(name)).findFirst();
  }

  /** The name of a type, such as {@code key} or {@code vpc-endpoint}. */
  public static String name(PolicyType type) {
    return type.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Whether a file of that path holds a policy, as far as the policy directory's layout says. */
  public static boolean isPolicy(String path) {
    return PolicyLayout.of(path).isPolicy();
  }

  /** Whether a text is several JSON values, one a line. */
  public static boolean isJsonLines(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).limit(2).toList();
    return lines.size() == 2 && lines.stream().allMatch(PolicyTypes::isObject);
  }

  private static boolean isObject(String line) {
    String trimmed = line.strip();
    return trimmed.startsWith("{") && trimmed.endsWith("}");
  }

  /** A text with the type that its path or its statements suggest. */
  public static PolicyText infer(String source, int firstLine, String text) {
    Optional<PolicyType> located = PolicyLayout.of(source).type();
    if (located.isPresent()) {
      return new PolicyText(
          source, firstLine, text, located.get(), "by its place in the directory");
    }
    return namesPrincipals(text)
        ? new PolicyText(source, firstLine, text, PolicyType.KEY, "as it names principals")
        : new PolicyText(source, firstLine, text, PolicyType.IDENTITY, "as it names no principal");
  }

  private static boolean namesPrincipals(String text) {
    try {
      JsonTree statement = JsonTree.parse(text).at("/Statement");
      List<JsonTree> statements =
          statement instanceof JsonTree.Elements list ? list.elements() : List.of(statement);
      long naming = statements.stream().filter(PolicyTypes::namesPrincipal).count();
      return naming > 0 && 2 * naming >= statements.size();
    } catch (IOException e) {
      // No JSON: the reader says what is wrong; here the member's name must do.
      return text.contains("\"Principal\"");
    }
  }

  private static boolean namesPrincipal(JsonTree statement) {
    return statement.member("Principal").isPresent()
        || statement.member("NotPrincipal").isPresent();
  }
}
