package io.kmspolicy.lint;

import io.kmspolicy.lint.rule.Finding;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.lint.rule.Severity;
import io.kmspolicy.model.json.JsonSyntaxException;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import io.kmspolicy.model.text.Suggestions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Severities of rules and accepted findings, from a settings file.
 *
 * <pre>
 * {
 *   "rules": {"cryptography-in-iam": "warning", "create-key-unlimited": "off"},
 *   "suppress": [
 *     {"rule": "grant-unconstrained", "statement": "Backup", "file": "keys/backup.json",
 *      "reason": "AWS Backup creates grants for itself"}
 *   ]
 * }
 * </pre>
 *
 * @param severities the severity of a rule's findings, in place of the default; empty turns the
 *     rule off
 * @param suppressions the findings that are accepted
 */
public record LintSettings(
    Map<LintRule, Optional<Severity>> severities, List<Suppression> suppressions) {

  /**
   * Findings that are accepted for a reason.
   *
   * @param rule the rule
   * @param statement the {@code Sid}, or {@code #} and the number of the statement; empty for the
   *     policy as a whole
   * @param file the end of the file's path; empty for every file
   * @param reason why they are accepted
   */
  public record Suppression(LintRule rule, String statement, String file, String reason) {

    /** Whether the suppression applies to the finding. */
    public boolean covers(Finding finding) {
      return finding.rule() == rule
          && finding.statement().equals(statement)
          && finding.location().source().replace('\\', '/').endsWith(file);
    }
  }

  /** Copies the collections. */
  public LintSettings {
    severities = Map.copyOf(severities);
    suppressions = List.copyOf(suppressions);
  }

  /** Settings that change nothing. */
  public static LintSettings none() {
    return new LintSettings(Map.of(), List.of());
  }

  /**
   * Reads settings.
   *
   * @throws IOException if the text is not JSON or not valid settings; the message begins with line
   *     and column
   */
  public static LintSettings parse(String json) throws IOException {
    return of(tree(json));
  }

  /**
   * Reads settings from a tree, which may come from another format than JSON.
   *
   * @throws IOException if they are not valid; the message begins with line and column
   */
  @SuppressWarnings("exports") // The type is visible to the modules of this project only.
  public static LintSettings of(JsonTree tree) throws IOException {
    JsonTree.Members root = object(tree, "the settings");
    only(root, List.of("rules", "suppress"));
    Map<LintRule, Optional<Severity>> severities = new EnumMap<>(LintRule.class);
    List<Suppression> suppressions = new ArrayList<>();
    Optional<JsonTree> rules = root.member("rules");
    if (rules.isPresent()) {
      for (Map.Entry<String, JsonTree> entry :
          object(rules.get(), "`rules`").members().entrySet()) {
        JsonTree value = entry.getValue();
        severities.put(rule(value, entry.getKey()), severity(value, text(value, entry.getKey())));
      }
    }
    Optional<JsonTree> accepted = root.member("suppress");
    if (accepted.isPresent()) {
      if (!(accepted.get() instanceof JsonTree.Elements list)) {
        throw mistake(accepted.get(), "`suppress` must be an array of objects");
      }
      for (JsonTree element : list.elements()) {
        suppressions.add(suppression(object(element, "an element of `suppress`")));
      }
    }
    return new LintSettings(severities, suppressions);
  }

  private static JsonTree tree(String json) throws IOException {
    try {
      return JsonTree.parse(json);
    } catch (JsonSyntaxException e) {
      throw new IOException(e.line() + ":" + e.column() + ": " + e.getMessage(), e);
    }
  }

  private static IOException mistake(JsonTree at, String text) {
    return new IOException(at.line() + ":" + at.column() + ": " + text);
  }

  private static Suppression suppression(JsonTree.Members object) throws IOException {
    only(object, List.of("rule", "statement", "file", "reason"));
    String reason = required(object, "reason");
    if (reason.isBlank()) {
      throw mistake(object, "a suppression must have a `reason` that is not blank");
    }
    return new Suppression(
        rule(object.member("rule").orElse(object), required(object, "rule")),
        object.member("statement").isPresent() ? required(object, "statement") : "",
        object.member("file").isPresent() ? required(object, "file") : "",
        reason);
  }

  private static String required(JsonTree.Members object, String name) throws IOException {
    JsonTree value =
        object
            .member(name)
            .orElseThrow(() -> mistake(object, "a suppression must have a `" + name + "`"));
    return text(value, name);
  }

  private static String text(JsonTree value, String name) throws IOException {
    return value
        .string()
        .orElseThrow(() -> mistake(value, Quoting.quote(name) + " must be a string"));
  }

  private static JsonTree.Members object(JsonTree tree, String what) throws IOException {
    if (tree instanceof JsonTree.Members object) {
      return object;
    }
    throw mistake(tree, what + " must be an object");
  }

  private static void only(JsonTree.Members object, List<String> names) throws IOException {
    for (Map.Entry<String, JsonTree> member : object.members().entrySet()) {
      if (!names.contains(member.getKey())) {
        throw mistake(
            member.getValue(),
            Quoting.quote(member.getKey())
                + " is unknown; known members are "
                + Listing.firstOf(names));
      }
    }
  }

  private static LintRule rule(JsonTree at, String id) throws IOException {
    List<String> ids = Arrays.stream(LintRule.values()).map(LintRule::id).toList();
    return LintRule.parse(id)
        .orElseThrow(
            () ->
                mistake(
                    at,
                    "there is no rule "
                        + Quoting.quote(id)
                        + Suggestions.nearest(id, ids)
                            .map(near -> "; did you mean " + Quoting.quote(near) + "?")
                            .orElse("")));
  }

  private static Optional<Severity> severity(JsonTree at, String text) throws IOException {
    return switch (text) {
      case "off" -> Optional.empty();
      case "info" -> Optional.of(Severity.INFO);
      case "warning" -> Optional.of(Severity.WARNING);
      case "error" -> Optional.of(Severity.ERROR);
      default ->
          throw mistake(
              at,
              Quoting.quote(text)
                  + " is not a severity; it must be `off`, `info`, `warning` or `error`");
    };
  }

  /** Applies the severities and suppressions to the findings. */
  public LintResult apply(List<Finding> findings) {
    List<Finding> remaining = new ArrayList<>();
    List<LintResult.Accepted> accepted = new ArrayList<>();
    List<Suppression> unused = new ArrayList<>(suppressions);
    for (Finding finding : findings) {
      Optional<Severity> severity =
          severities.getOrDefault(
              finding.rule(),
              finding.rule().isOffByDefault() ? Optional.empty() : Optional.of(finding.severity()));
      Optional<Suppression> suppression =
          suppressions.stream().filter(candidate -> candidate.covers(finding)).findFirst();
      suppression.ifPresent(unused::remove);
      if (severity.isPresent()) {
        Finding weighed = finding.withSeverity(severity.get());
        suppression.ifPresentOrElse(
            match -> accepted.add(new LintResult.Accepted(weighed, match.reason())),
            () -> remaining.add(weighed));
      }
    }
    return new LintResult(remaining, accepted, unused);
  }
}
