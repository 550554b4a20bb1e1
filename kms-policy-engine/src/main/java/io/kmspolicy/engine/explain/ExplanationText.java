package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.GrantReport;
import io.kmspolicy.engine.report.GrantsReport;
import io.kmspolicy.engine.report.LayerReport;
import io.kmspolicy.engine.report.LayerReport.LevelReport;
import io.kmspolicy.engine.report.LayerReport.PolicyReport;
import io.kmspolicy.engine.report.LayerWords;
import io.kmspolicy.engine.report.OpenRule;
import io.kmspolicy.engine.report.PartReport;
import io.kmspolicy.engine.report.StatementReport;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/** Writes an explanation as a tree that a person can follow. */
final class ExplanationText {

  /** Statements about other actions that are told one by one; of more only the number is told. */
  private static final int MOST_OTHERS = 3;

  private final Decision decision;
  private final Details details;
  private final boolean withheld;
  private final IndentedText out = new IndentedText();

  ExplanationText(Decision decision, Details details, boolean withheld) {
    this.decision = decision;
    this.details = details;
    this.withheld = withheld;
  }

  String write() {
    out.line(0, headline());
    if (!details.asked().isEmpty()) {
      out.line(1, "caller    " + details.asked().get(0));
      out.line(1, "action    " + details.asked().get(1));
      out.line(1, "resource  " + details.asked().get(2));
    }
    list("Why", details.determination().reasons());
    determining();
    missing();
    layers();
    list("Notes", details.notes());
    return out.toString();
  }

  private String headline() {
    return switch (decision) {
      case ALLOWED -> "ALLOWED";
      case EXPLICIT_DENY -> "EXPLICIT DENY";
      case IMPLICIT_DENY -> "IMPLICIT DENY";
      case DENIED -> "DENIED, by a Deny statement or because nothing allows it";
      case INDETERMINATE -> "INDETERMINATE: what is known does not settle it";
    };
  }

  private void list(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      out.gap().line(0, title);
      lines.forEach(line -> out.line(1, "- ", line));
    }
  }

  private void determining() {
    Determination settled = details.determination();
    if (settled.statements().isEmpty() && settled.grants().isEmpty()) {
      return;
    }
    out.gap().line(0, settled.joint() ? "Decided together by" : "Decided by");
    for (StatementReport statement : settled.statements()) {
      out.line(1, "- ", effect(statement) + " of " + StatementNames.of(statement));
      parts(2, statement);
    }
    for (GrantReport grant : settled.grants()) {
      out.line(1, "- ", "grant " + grant.id() + ": " + grant.why().words().show(withheld));
    }
  }

  private static String effect(StatementReport statement) {
    return statement.match().statement().effect().text();
  }

  private void parts(int level, StatementReport statement) {
    for (PartReport part : statement.parts()) {
      String separator = part.part().equals("condition") ? " " : ": ";
      out.line(level, part.part() + separator + part.words().show(withheld));
    }
  }

  private void missing() {
    if (decision != Decision.INDETERMINATE) {
      return;
    }
    MissingInformation unknown = details.missing().unknown();
    if (!details.missing().sets().isEmpty()) {
      boolean one = details.missing().sets().size() == 1;
      out.gap().line(0, "To settle it, learn" + (one ? "" : " what one of these lines names"));
      for (MissingInformation set : details.missing().sets()) {
        out.line(1, "- ", String.join(", and ", StateWords.of(set)));
      }
    } else if (!unknown.isEmpty()) {
      out.gap().line(0, "Not known are, and no three of them would settle it");
      StateWords.of(unknown).forEach(name -> out.line(1, "- ", name));
    }
    if (!details.undocumented().isEmpty()) {
      boolean more = !unknown.isEmpty();
      String title = more ? "Even then it may stay open: " : "";
      out.gap().line(0, title + "AWS does not document");
      for (OpenRule rule : details.undocumented()) {
        out.line(1, "- ", rule.question() + " (rule " + rule.rule() + ")");
      }
    }
  }

  private void layers() {
    if (details.layers().isEmpty()) {
      return;
    }
    out.gap().line(0, "Layers");
    details.layers().forEach(this::layer);
    GrantsReport grants = details.grants();
    out.line(1, "grants: " + StateWords.of(grants));
    for (GrantReport grant : grants.grants()) {
      out.line(2, mark(grant.result()), "grant " + grant.id());
      out.line(4, grant.why().part() + ": " + grant.why().words().show(withheld));
    }
  }

  private void layer(LayerReport layer) {
    out.line(1, LayerWords.plural(layer.type()) + ": " + StateWords.of(layer));
    for (LevelReport level : layer.levels()) {
      int indent = level.target().isEmpty() ? 2 : 3;
      if (!level.target().isEmpty()) {
        MatchResult allows = level.forms(Effect.ALLOW).any();
        MatchResult denies = level.forms(Effect.DENY).any();
        out.line(2, "at " + level.target() + ": " + StateWords.of(denies, allows));
      }
      level.policies().forEach(policy -> policy(indent, policy));
    }
  }

  private void policy(int indent, PolicyReport policy) {
    out.line(indent, policy.name().isEmpty() ? "policy without name" : policy.name());
    if (policy.statements().isEmpty()) {
      out.line(indent + 1, "no statements");
    }
    long others = policy.statements().stream().filter(StatementReport::isAboutOtherActions).count();
    for (StatementReport statement : policy.statements()) {
      if (others <= MOST_OTHERS || !statement.isAboutOtherActions()) {
        statement(indent + 1, statement);
      }
    }
    if (others > MOST_OTHERS) {
      out.line(indent + 1, "- ", others + " statements about other actions");
    }
  }

  private void statement(int indent, StatementReport statement) {
    String verb =
        switch (statement.result()) {
          case MATCH -> " applies";
          case NO_MATCH -> " does not apply";
          case INDETERMINATE -> " may apply";
        };
    String name = StatementNames.withinPolicy(statement.match().statement());
    out.line(indent, mark(statement.result()), effect(statement) + " " + name + verb);
    if (!details.determination().statements().contains(statement)) {
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
