package io.kmspolicy.lint.rule;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.Map;

/** The reasons of the rules, from {@code docs/lint-rules.md}, without its examples. Immutable. */
public final class RuleTexts {

  private static final String RESOURCE = "lint-rules.md";
  private static final String HEADING = "\n### `";

  private final Map<LintRule, String> texts = new EnumMap<>(LintRule.class);

  private RuleTexts(String document) {
    for (LintRule rule : LintRule.values()) {
      texts.put(rule, section(document, rule));
    }
  }

  /** The texts in the archive of the program. */
  public static RuleTexts bundled() {
    try (InputStream in = RuleTexts.class.getResourceAsStream(RESOURCE)) {
      if (in == null) {
        throw new IllegalStateException(RESOURCE + " is missing");
      }
      return new RuleTexts(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The text of a rule in Markdown; its title if the document has no section for it. */
  public String of(LintRule rule) {
    return texts.getOrDefault(rule, rule.title());
  }

  /** The text between the heading and the reference to the AWS documentation. */
  private static String section(String document, LintRule rule) {
    String heading = HEADING + rule.id() + "`\n";
    int start = document.indexOf(heading);
    int end = start < 0 ? -1 : document.indexOf("\n[AWS: ", start);
    return end < 0 ? rule.title() : document.substring(start + heading.length(), end).strip();
  }
}
