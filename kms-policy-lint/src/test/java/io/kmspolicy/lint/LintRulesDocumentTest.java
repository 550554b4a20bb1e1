package io.kmspolicy.lint;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.lint.document.DocumentType;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.lockout.KnownPrincipals;
import io.kmspolicy.lint.lockout.PlannedPrincipals;
import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs the examples of {@code docs/lint-rules.md}. */
final class LintRulesDocumentTest {

  /** The account of the examples, of which the rule about missing principals knows all roles. */
  private static final KnownPrincipals APP_ALONE =
      KnownPrincipals.none().with("111122223333", Instant.EPOCH, Set.of("role/App"), Set.of());

  private static final Path DOCUMENT = Path.of("..", "docs", "lint-rules.md");
  private static final Pattern BLOCK =
      Pattern.compile("```json (bad|good) (\\S+)(?: (\\S+))?\n(.*?)```", Pattern.DOTALL);

  @ParameterizedTest
  @EnumSource(LintRule.class)
  void lint_badExample_isFound(LintRule rule) throws IOException {
    for (List<PolicyText> example : examples(rule, "bad")) {
      assertThat(linter(rule).lint(example))
          .as("%s", example)
          .extracting(Finding::rule)
          .contains(rule);
    }
  }

  @ParameterizedTest
  @EnumSource(LintRule.class)
  void lint_goodExample_isNotFound(LintRule rule) throws IOException {
    for (List<PolicyText> example : examples(rule, "good")) {
      assertThat(linter(rule).lint(example))
          .allSatisfy(
              finding -> {
                assertThat(finding.rule()).isNotEqualTo(rule);
                assertThat(finding.severity()).as(finding.toString()).isEqualTo(Severity.INFO);
              });
    }
  }

  @ParameterizedTest
  @EnumSource(LintRule.class)
  void document_rule_namesItsPageAndSeverity(LintRule rule) throws IOException {
    String table = "| [`" + rule.id() + "`](#" + rule.id() + ") | " + rule.severity().text();
    assertThat(Files.readString(DOCUMENT)).contains(table + " | " + rule.title() + " |");
    assertThat(section(rule)).contains("](" + rule.page() + ")");
  }

  private static PolicyLinter linter(LintRule rule) {
    return rule == LintRule.PRINCIPAL_NOT_FOUND
        ? new PolicyLinter()
            .knowing(APP_ALONE, text -> PlannedPrincipals.none(), (text, awaited) -> {})
        : new PolicyLinter();
  }

  /** The examples; those that name their files are one directory. */
  private static List<List<PolicyText>> examples(LintRule rule, String kind) throws IOException {
    List<List<PolicyText>> examples = new ArrayList<>();
    List<PolicyText> directory = new ArrayList<>();
    Matcher block = BLOCK.matcher(section(rule));
    while (block.find()) {
      if (block.group(1).equals(kind)) {
        DocumentType type = DocumentType.parse(block.group(2)).orElseThrow();
        if (block.group(3) == null) {
          examples.add(List.of(new PolicyText("example.json", 1, block.group(4), type, "")));
        } else {
          directory.add(new PolicyText(block.group(3), 1, block.group(4), type, ""));
        }
      }
    }
    if (!directory.isEmpty()) {
      examples.add(directory);
    }
    assertThat(examples).as(kind + " examples of " + rule.id()).isNotEmpty();
    return examples;
  }

  private static String section(LintRule rule) throws IOException {
    List<String> sections = Arrays.asList(Files.readString(DOCUMENT).split("(?m)^### ", -1));
    return sections.stream()
        .filter(section -> section.startsWith("`" + rule.id() + "`\n"))
        .findFirst()
        .orElseThrow();
  }
}
