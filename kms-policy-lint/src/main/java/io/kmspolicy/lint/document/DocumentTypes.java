package io.kmspolicy.lint.document;

import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.PolicyType;
import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Infers the type of a document from its path and its content. */
public final class DocumentTypes {

  /** Why a text is a key policy of which nothing says that it is whole. */
  static final String BY_CONTENT = "as it names principals";

  private DocumentTypes() {}

  /** Whether the layout of a policy directory has a policy or grants at this path. */
  public static boolean isLinted(String path) {
    return PolicyLayout.of(path).isLinted();
  }

  /** Whether a text is JSON Lines: the first line is a JSON object, and more lines follow. */
  public static boolean isJsonLines(String text) {
    List<String> lines = text.lines().filter(line -> !line.isBlank()).limit(2).toList();
    return lines.size() == 2
        && (isObject(lines.get(0)) || lines.stream().allMatch(DocumentTypes::looksLikeObject));
  }

  private static boolean isObject(String line) {
    try {
      return JsonTree.parse(line) instanceof JsonTree.Members;
    } catch (IOException malformed) {
      return false;
    }
  }

  private static boolean looksLikeObject(String line) {
    String trimmed = line.strip();
    return trimmed.startsWith("{") && trimmed.endsWith("}");
  }

  /** The text with the type that its path or its content indicates. */
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
    boolean namesPrincipals = namesPrincipals(text);
    Optional<PolicyType> named = FileNames.type(source, namesPrincipals);
    if (named.isPresent()) {
      return new PolicyText(source, firstLine, text, named.get(), "as its name says");
    }
    if (!namesPrincipals) {
      return new PolicyText(
          source, firstLine, text, PolicyType.IDENTITY, "as it names no principal");
    }
    if (deniesEverybodyOnly(text)) {
      return new PolicyText(
          source,
          firstLine,
          text,
          PolicyType.RESOURCE_CONTROL,
          "as it only denies, and names everybody");
    }
    return new PolicyText(source, firstLine, text, PolicyType.KEY, BY_CONTENT);
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
      // Not JSON: the reader reports the mistake; the type follows from the text of the members.
      return text.contains("\"Grants\"") && !text.contains("\"Statement\"");
    }
  }

  /** A key policy that only denies would lock everybody out. */
  private static boolean deniesEverybodyOnly(String text) {
    List<JsonTree> statements =
        JsonTree.parsed(text).map(DocumentTypes::statements).orElse(List.of());
    return !statements.isEmpty()
        && statements.stream()
            .allMatch(
                statement ->
                    isText(statement, "Effect", "Deny") && isText(statement, "Principal", "*"));
  }

  private static boolean isText(JsonTree statement, String member, String text) {
    return statement.member(member).flatMap(JsonTree::string).filter(text::equals).isPresent();
  }

  private static List<JsonTree> statements(JsonTree tree) {
    JsonTree statement = tree.at("/Statement");
    return statement instanceof JsonTree.Elements list ? list.elements() : List.of(statement);
  }

  private static boolean namesPrincipals(String text) {
    try {
      List<JsonTree> statements = statements(JsonTree.parse(text));
      long naming = statements.stream().filter(DocumentTypes::namesPrincipal).count();
      return naming > 0 && 2 * naming >= statements.size();
    } catch (IOException e) {
      // Not JSON: the reader reports the mistake; the type follows from the text of the members.
      return text.contains("\"Principal\"");
    }
  }

  private static boolean namesPrincipal(JsonTree statement) {
    return statement.member("Principal").isPresent()
        || statement.member("NotPrincipal").isPresent();
  }
}
