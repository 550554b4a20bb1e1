package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.ElementTrace;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.GrantsTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.LayerTrace.LevelTrace;
import io.kmspolicy.engine.report.LayerTrace.PolicyTrace;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.engine.report.UndocumentedRule;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Writes an explanation as an indented tree of text. */
final class ExplanationTextWriter {

  /**
   * The number of statements about other actions that are listed; if there are more, only their
   * count is written.
   */
  private static final int MAX_OTHERS = 3;

  private final Decision decision;
  private final ExplanationDetails details;
  private final boolean redacted;
  private final Optional<OpenAnswer> answer;
  private final TreeWriter out = new TreeWriter();

  ExplanationTextWriter(
      Decision decision,
      ExplanationDetails details,
      Optional<OpenAnswer> answer,
      boolean redacted) {
    this.decision = decision;
    this.details = details;
    this.answer = answer;
    this.redacted = redacted;
  }

  String write() {
    out.line(0, headline());
    if (!details.question().isEmpty()) {
      out.line(1, "caller    " + details.question().get(0));
      out.line(1, "action    " + details.question().get(1));
      out.line(1, "resource  " + details.question().get(2));
    }
    withNothingElse();
    list("Why", details.justification().reasons());
    determining();
    missing();
    layers();
    list("Caveats", details.caveats());
    return out.toString();
  }

  private String headline() {
    return switch (decision) {
      case ALLOWED -> "ALLOWED";
      case EXPLICIT_DENY -> "EXPLICIT DENY";
      case IMPLICIT_DENY -> "IMPLICIT DENY";
      case DENIED -> "DENIED, by a Deny statement or because nothing allows it";
      case INDETERMINATE -> "INDETERMINATE: " + open();
    };
  }

  private String open() {
    return answer
        .filter(open -> open.condition().isPresent())
        .map(OpenAnswer::text)
        .orElse("what is known does not settle it");
  }

  private void withNothingElse() {
    answer
        .flatMap(OpenAnswer::withNothingElse)
        .ifPresent(
            alone -> {
              boolean isSame = isSame(alone.reasons(), details.justification().reasons());
              out.gap()
                  .line(
                      0,
                      "If everything else is absent: "
                          + alone.decision().text()
                          + (isSame ? ", for the same reasons" : ""));
              if (!isSame) {
                alone.reasons().forEach(reason -> out.line(1, "- ", reason));
              }
            });
  }

  private static boolean isSame(List<String> some, List<String> others) {
    return Set.copyOf(some).equals(Set.copyOf(others));
  }

  private void list(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      out.gap().line(0, title);
      lines.forEach(line -> out.line(1, "- ", line));
    }
  }

  private void determining() {
    Justification justification = details.justification();
    if (justification.statements().isEmpty() && justification.grants().isEmpty()) {
      return;
    }
    out.gap().line(0, justification.joint() ? "Decided together by" : "Decided by");
    for (StatementTrace statement : justification.statements()) {
      out.line(1, "- ", effect(statement) + " of " + StatementLabels.of(statement));
      parts(2, statement);
    }
    for (GrantTrace grant : justification.grants()) {
      out.line(1, "- ", "grant " + grant.id() + ": " + grant.why().text().show(redacted));
    }
  }

  private static String effect(StatementTrace statement) {
    return statement.match().statement().effect().text();
  }

  private void parts(int level, StatementTrace statement) {
    for (ElementTrace part : statement.parts()) {
      String separator = part.part().equals("condition") ? " " : ": ";
      out.line(level, part.part() + separator + part.text().show(redacted));
    }
  }

  private void missing() {
    if (decision != Decision.INDETERMINATE) {
      return;
    }
    MissingInformation unknown = details.missing().unknown();
    if (!details.missing().sets().isEmpty()) {
      out.gap().line(0, "To settle it, learn");
      for (MissingInformation set : details.missing().sets()) {
        out.line(1, "- ", String.join(", and ", LayerStateText.of(set)));
      }
    } else if (!unknown.isEmpty()) {
      unknown(LayerStateText.of(unknown));
    }
    if (!details.undocumented().isEmpty()) {
      boolean hasUnknown = !unknown.isEmpty();
      String title = hasUnknown ? "Even then it may stay indeterminate: " : "";
      out.gap().line(0, title + "AWS does not document");
      for (UndocumentedRule rule : details.undocumented()) {
        out.line(1, "- ", rule.question() + " (rule " + rule.rule() + ")");
      }
    }
  }

  /** What is not known; not again if the reasons are about each of these and nothing else. */
  private void unknown(List<String> names) {
    String rest =
        details.missing().complete() ? ", and knowing all of these would not settle it" : "";
    List<String> reasons = details.justification().reasons();
    boolean isNamed =
        reasons.size() == names.size()
            && names.stream()
                .allMatch(name -> reasons.stream().anyMatch(one -> one.startsWith(about(name))));
    out.gap().line(0, "Unknown" + (isNamed ? ": what these reasons name" : "") + rest);
    if (!isNamed) {
      names.forEach(name -> out.line(1, "- ", name));
    }
  }

  /** The beginning of the reason that a layer is not known. */
  private static String about(String layer) {
    return "not known: " + layer + ",";
  }

  private void layers() {
    if (details.layers().isEmpty()) {
      return;
    }
    if (isNoneKnown()) {
      out.gap().line(0, "Layers: none of them is known");
      return;
    }
    out.gap().line(0, "Layers");
    details.layers().forEach(this::layer);
    GrantsTrace grants = details.grants();
    out.line(1, "grants: " + LayerStateText.of(grants));
    for (GrantTrace grant : grants.grants()) {
      out.line(2, mark(grant.result()), "grant " + grant.id());
      out.line(4, grant.why().part() + ": " + grant.why().text().show(redacted));
    }
  }

  private boolean isNoneKnown() {
    return details.grants().kind() == LayerTrace.Kind.UNKNOWN
        && details.layers().stream()
            .allMatch(one -> one.kind() == LayerTrace.Kind.UNKNOWN && one.reason().isEmpty());
  }

  private void layer(LayerTrace layer) {
    out.line(1, layer.type().words() + ": " + LayerStateText.of(layer));
    for (LevelTrace level : layer.levels()) {
      int indent = level.target().isEmpty() ? 2 : 3;
      if (!level.target().isEmpty()) {
        MatchResult allows = level.forms(Effect.ALLOW).any();
        MatchResult denies = level.forms(Effect.DENY).any();
        out.line(2, "at " + level.target() + ": " + LayerStateText.of(denies, allows));
      }
      level.policies().forEach(policy -> policy(indent, policy));
    }
  }

  private void policy(int indent, PolicyTrace policy) {
    out.line(indent, policy.name().isEmpty() ? "policy without name" : policy.name());
    if (policy.statements().isEmpty()) {
      out.line(indent + 1, "no statements");
    }
    long others = policy.statements().stream().filter(StatementTrace::isAboutOtherActions).count();
    for (StatementTrace statement : policy.statements()) {
      if (others <= MAX_OTHERS || !statement.isAboutOtherActions()) {
        statement(indent + 1, statement);
      }
    }
    if (others > MAX_OTHERS) {
      out.line(indent + 1, "- ", others + " statements about other actions");
    }
  }

  private void statement(int indent, StatementTrace statement) {
    String verb =
        switch (statement.result()) {
          case MATCH -> " applies";
          case NO_MATCH -> " does not apply";
          case INDETERMINATE -> " may apply";
        };
    String name = StatementLabels.withinPolicy(statement.match().statement());
    out.line(indent, mark(statement.result()), effect(statement) + " " + name + verb);
    if (!details.justification().statements().contains(statement)) {
      parts(indent + 2, statement);
    }
  }

  private static String mark(MatchResult result) {
    return switch (result) {
      case MATCH -> "+ ";
      case NO_MATCH -> "- ";
      case INDETERMINATE -> "? ";
    };
  }
}
