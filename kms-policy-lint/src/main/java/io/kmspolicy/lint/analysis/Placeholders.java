package io.kmspolicy.lint.analysis;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.model.json.JsonTree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The placeholders of a template, such as {@code <account-id>} or {@code ${Region}}, which somebody
 * replaces before the policy is used.
 *
 * @param texts the placeholders as written, in their order
 * @param tree the document, if it is JSON
 * @param line the line of the first one, counted from 1
 * @param column its column
 */
public record Placeholders(List<String> texts, Optional<JsonTree> tree, int line, int column) {

  /**
   * A policy variable has a colon in its name, or is one of the three escapes, and CloudFormation
   * replaces {@code {{resolve:ssm:name}}} itself. A letter beyond ASCII ends a word: {@code \b}
   * takes it for a part of the word on some versions of Java.
   */
  private static final Pattern PLACEHOLDER =
      Pattern.compile(
          "<[A-Za-z][A-Za-z0-9 ._/-]{0,60}>"
              + "|\\{\\{(?!resolve:)[^{}\"]{1,60}\\}\\}"
              + "|\\[[A-Z][A-Z0-9_ -]{2,60}\\]"
              + "|\\$\\{[A-Za-z_][A-Za-z0-9_.]{0,60}\\}"
              + "|(?<!\\w)(?:(?:YOUR|MY)[_-][A-Z_-]{1,60}"
              + "|(?:AWS[_-])?ACCOUNT(?:[_-]?(?:ID|NUMBER))?"
              + "|REGION"
              + "|KEY[_-]ID)(?!\\w)");

  /** Copies the list. */
  public Placeholders {
    texts = List.copyOf(texts);
  }

  /** Finds the placeholders in a text. */
  public static Placeholders in(PolicyText text) {
    Set<String> found = new LinkedHashSet<>();
    Matcher matcher = PLACEHOLDER.matcher(text.text());
    int first = -1;
    while (matcher.find()) {
      first = first < 0 ? matcher.start() : first;
      found.add(matcher.group());
    }
    String before = text.text().substring(0, Math.max(0, first));
    int lineStart = before.lastIndexOf('\n') + 1;
    return new Placeholders(
        List.copyOf(found),
        JsonTree.parsed(text.text()),
        (int) before.chars().filter(c -> c == '\n').count() + 1,
        before.codePointCount(lineStart, before.length()) + 1);
  }

  public boolean isEmpty() {
    return texts.isEmpty();
  }

  /** Whether a message quotes a placeholder, or the value at a JSON pointer contains one. */
  public boolean explain(String message, String pointer) {
    return texts.stream().anyMatch(text -> message.contains(text) || isAt(pointer, text));
  }

  private boolean isAt(String pointer, String text) {
    return tree.map(root -> root.at(pointer))
        .flatMap(JsonTree::string)
        .filter(value -> value.contains(text))
        .isPresent();
  }
}
