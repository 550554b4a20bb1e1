package io.kmspolicy.lint.analysis;

import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.model.json.JsonTree;
import java.util.ArrayList;
import java.util.Comparator;
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

  /** The elements whose texts are ARNs or ids. */
  private static final Set<String> NAMES =
      Set.of("Principal", "NotPrincipal", "Resource", "NotResource");

  /** What stands for a whole principal or resource: none that AWS accepts has this form. */
  private static final Pattern WHOLE = Pattern.compile("[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+");

  /** What stands for an account or for the id of a key in an ARN. */
  private static final Pattern IN_ARN =
      Pattern.compile(
          "arn:[^:]*:[^:]*:[^:]*:(?:([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+):.*"
              + "|[^:]*:key/((?i:key[_-]?id)))");

  /** Stands for the line of a placeholder behind another one. */
  private static final int LAST = Integer.MAX_VALUE;

  /** A placeholder, and where it begins. */
  private record Found(String text, int line, int column) {}

  /** Copies the list. */
  public Placeholders {
    texts = List.copyOf(texts);
  }

  /** Finds the placeholders in a text. */
  public static Placeholders in(PolicyText text) {
    Optional<JsonTree> tree = JsonTree.parsed(text.text());
    List<Found> found = new ArrayList<>();
    Matcher matcher = PLACEHOLDER.matcher(text.text());
    while (matcher.find()) {
      found.add(
          found.isEmpty() ? at(text.text(), matcher) : new Found(matcher.group(), LAST, LAST));
    }
    tree.ifPresent(root -> collect(root, false, found));
    Found first =
        found.stream()
            .min(Comparator.comparingInt(Found::line).thenComparingInt(Found::column))
            .orElse(new Found("", 1, 1));
    return new Placeholders(
        found.stream().map(Found::text).distinct().toList(), tree, first.line(), first.column());
  }

  private static Found at(String text, Matcher matcher) {
    String before = text.substring(0, matcher.start());
    int lineStart = before.lastIndexOf('\n') + 1;
    return new Found(
        matcher.group(),
        (int) before.chars().filter(c -> c == '\n').count() + 1,
        before.codePointCount(lineStart, before.length()) + 1);
  }

  private static void collect(JsonTree node, boolean isName, List<Found> found) {
    if (node instanceof JsonTree.Members object) {
      object
          .members()
          .forEach((name, value) -> collect(value, isName || NAMES.contains(name), found));
    } else if (node instanceof JsonTree.Elements array) {
      array.elements().forEach(element -> collect(element, isName, found));
    } else if (isName && node instanceof JsonTree.Scalar scalar) {
      standIn(scalar.text())
          .ifPresent(text -> found.add(new Found(text, scalar.line(), scalar.column())));
    }
  }

  private static Optional<String> standIn(String name) {
    if (WHOLE.matcher(name).matches()) {
      return Optional.of(name);
    }
    Matcher arn = IN_ARN.matcher(name);
    return arn.matches()
        ? Optional.ofNullable(arn.group(1)).or(() -> Optional.ofNullable(arn.group(2)))
        : Optional.empty();
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
