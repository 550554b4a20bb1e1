package io.kmspolicy.lint.document;

import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.PolicyType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** What kind of document a text is, where nobody says it. */
public final class DocumentTypes {

  private DocumentTypes() {}

  /** Whether a file of that path can be linted, as far as the policy directory's layout says. */
  public static boolean isLinted(String path) {
    return PolicyLayout.of(path).isLinted();
  }

  /** Whether a text is several JSON values, one a line: its first line is one, and more follow. */
  public static boolean isJsonLines(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).limit(2).toList();
    return lines.size() == 2
        && (isObject(lines.get(0)) || lines.stream().allMatch(DocumentTypes::looksLikeObject));
  }

  private static boolean isObject(String line) {
    try {
      return JsonTree.parse(line) instanceof JsonTree.Members;
    } catch (IOException notWhole) {
      return false;
    }
  }

  private static boolean looksLikeObject(String line) {
    String trimmed = line.strip();
    return trimmed.startsWith("{") && trimmed.endsWith("}");
  }

  /** A text with the type that its path or its content suggests. */
  public static PolicyText infer(String source, int firstLine, String text) {
    Optional<DocumentType> located = PolicyLayout.of(source).type();
    if (located.isPresent()) {
      return new PolicyText(
          source, firstLine, text, located.get(), "by its place in the directory");
    }
    if (listsGrants(text)) {
      return new PolicyText(
          source, firstLine, text, new DocumentType.Grants(), "as it lists grants");
    }
    return namesPrincipals(text)
        ? new PolicyText(source, firstLine, text, PolicyType.KEY, "as it names principals")
        : new PolicyText(source, firstLine, text, PolicyType.IDENTITY, "as it names no principal");
  }

  private static boolean listsGrants(String text) {
    try {
      JsonTree tree = JsonTree.parse(text);
      JsonTree first =
          tree instanceof JsonTree.Elements list && !list.elements().isEmpty()
              ? list.elements().get(0)
              : tree;
      return tree.member("Grants").isPresent() || first.member("GrantId").isPresent();
    } catch (IOException e) {
      // No JSON: the reader says what is wrong; here the member's name must do.
      return text.contains("\"Grants\"") && !text.contains("\"Statement\"");
    }
  }

  private static boolean namesPrincipals(String text) {
    try {
      JsonTree statement = JsonTree.parse(text).at("/Statement");
      List<JsonTree> statements =
          statement instanceof JsonTree.Elements list ? list.elements() : List.of(statement);
      long naming = statements.stream().filter(DocumentTypes::namesPrincipal).count();
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
