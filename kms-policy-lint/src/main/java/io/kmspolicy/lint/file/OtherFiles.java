package io.kmspolicy.lint.file;

import io.kmspolicy.lint.document.PolicyLayout;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.text.LetterCase;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Recognizes JSON files that are no grants and no policies about KMS, such as {@code package.json}
 * and the policies of buckets.
 */
public final class OtherFiles {

  private static final Set<String> OF_POLICIES = Set.of("statement", "grants", "granteeprincipal");

  /** What a text that is no JSON must hold to be a policy or a list of grants with a mistake. */
  private static final Pattern PART_OF_POLICY =
      Pattern.compile(
          "(?i)\"(?:statement|grants|granteeprincipal)\"|\"20(?:12-10|08-10)-17\"|\"kms:");

  private static final Set<String> VERSIONS = Set.of("2012-10-17", "2008-10-17");

  private OtherFiles() {}

  /**
   * Whether a text is of another kind, such as JSON with comments. A file in a place of a policy is
   * never of one.
   */
  public static boolean isOther(String name, String text) {
    if (PolicyLayout.of(name).type().isPresent()) {
      return false;
    }
    Optional<JsonTree> tree = tree(text);
    return tree.isPresent() ? isOther(tree.get()) : !PART_OF_POLICY.matcher(text).find();
  }

  /** Whether a text is a policy of whatever service or a list of grants, or is meant to be one. */
  public static boolean mayBePolicy(String name, String text) {
    if (PolicyLayout.of(name).type().isPresent()) {
      return true;
    }
    Optional<JsonTree> tree = tree(text);
    return tree.isPresent() ? hasPartOfPolicy(tree.get()) : PART_OF_POLICY.matcher(text).find();
  }

  /** The value of a text, or of its first line. */
  public static Optional<JsonTree> tree(String text) {
    return JsonTree.parsed(first(text));
  }

  /** The text, or its first line if that is a value of its own. */
  private static String first(String text) {
    String line = text.lines().filter(one -> !one.isBlank()).findFirst().orElse("");
    return JsonTree.parsed(line).isPresent() ? line : text;
  }

  private static boolean isOther(JsonTree tree) {
    if (tree instanceof JsonTree.Elements list) {
      return list.elements().isEmpty() || isOther(list.elements().get(0));
    }
    return !(tree instanceof JsonTree.Members object)
        || !hasPartOfPolicy(object)
        || isOfAnotherService(object);
  }

  /** Whether a value, or the first of an array, is an object with a member of a policy. */
  private static boolean hasPartOfPolicy(JsonTree tree) {
    if (tree instanceof JsonTree.Elements list) {
      return !list.elements().isEmpty() && hasPartOfPolicy(list.elements().get(0));
    }
    return tree instanceof JsonTree.Members object
        && (object.members().keySet().stream()
                .anyMatch(member -> OF_POLICIES.contains(LetterCase.lowerCase(member)))
            || object
                .member("Version")
                .flatMap(JsonTree::string)
                .filter(VERSIONS::contains)
                .isPresent());
  }

  /** A resource policy whose actions are all of other services. */
  private static boolean isOfAnotherService(JsonTree policy) {
    JsonTree statement = policy.at("/Statement");
    List<JsonTree> statements = list(statement);
    return statements.stream()
        .allMatch(
            one ->
                one.member("Principal").isPresent()
                    && one.member("Action").isPresent()
                    && list(one.at("/Action")).stream()
                        .allMatch(
                            action -> action.string().filter(OtherFiles::isOther).isPresent()));
  }

  private static boolean isOther(String action) {
    int colon = action.indexOf(':');
    String service = colon < 0 ? "" : LetterCase.lowerCase(action.substring(0, colon));
    return service.matches("[a-z0-9-]+") && !service.startsWith("kms");
  }

  private static List<JsonTree> list(JsonTree value) {
    return value instanceof JsonTree.Elements many ? many.elements() : List.of(value);
  }
}
