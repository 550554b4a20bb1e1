package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.report.ElementTrace;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.GrantsTrace;
import io.kmspolicy.engine.report.LayerText;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.LayerTrace.Kind;
import io.kmspolicy.engine.report.LayerTrace.LevelReport;
import io.kmspolicy.engine.report.LayerTrace.PolicyReport;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.engine.report.UndocumentedRule;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/** Writes an explanation as JSON; {@code docs/explanation.md} describes the shape. */
final class ExplanationJsonWriter {

  private final Explanation explanation;
  private final ExplanationDetails details;
  private final boolean withheld;
  private final JsonWriter out;

  private ExplanationJsonWriter(
      Explanation explanation, ExplanationDetails details, boolean withheld, JsonWriter out) {
    this.explanation = explanation;
    this.details = details;
    this.withheld = withheld;
    this.out = out;
  }

  /** The explanation as one line; {@code withheld} leaves out values of the encryption context. */
  static String write(Explanation explanation, ExplanationDetails details, boolean withheld) {
    return JsonWriter.text(
        JsonWriter.Layout.COMPACT,
        out -> {
          ExplanationJsonWriter writer =
              new ExplanationJsonWriter(explanation, details, withheld, out);
          out.object(writer::members);
        });
  }

  private void members() {
    out.member("decision", explanation.decision().text());
    if (!details.asked().isEmpty()) {
      out.member("principal", details.asked().get(0));
      out.member("action", details.asked().get(1));
      out.member("resource", details.asked().get(2));
    }
    out.member("reasons").strings(explanation.reasons());
    out.member("determiningStatements")
        .array(explanation.determiningStatements(), one -> out.object(() -> determining(one)));
    out.member("determiningGrants").strings(explanation.determiningGrants());
    out.member("joint", explanation.isJoint());
    if (explanation.decision() == Decision.INDETERMINATE) {
      out.member("missing").object(this::missing);
    }
    if (!details.layers().isEmpty()) {
      out.member("layers").array(details.layers(), layer -> out.object(() -> layer(layer)));
      out.member("grants").object(this::grants);
    }
    out.member("notes").strings(details.notes());
  }

  private void determining(DeterminingStatement one) {
    out.member("layer", LayerText.member(one.type()));
    out.optionalMember("level", one.level());
    out.member("policy", one.policy());
    statement(one.statement());
  }

  private void statement(Statement statement) {
    out.optionalMember("sid", statement.sid().orElse(""));
    out.member("effect", statement.effect().text());
    SourceLocation location = statement.location();
    if (location.isKnown()) {
      out.optionalMember("source", location.source());
      out.member("pointer", location.pointer());
      out.member("line", location.line());
      out.member("column", location.column());
    }
  }

  private void missing() {
    out.member("settledBy")
        .array(explanation.missingInformation(), set -> out.object(() -> things(set)));
    out.member("complete", details.missing().complete());
    out.member("unknown").object(() -> things(explanation.unknown()));
    out.member("undocumented").array(details.undocumented(), this::undocumented);
  }

  private void things(MissingInformation set) {
    out.member("context").strings(set.context());
    out.member("policies").strings(set.policies());
    out.member("request").strings(set.request());
  }

  private void undocumented(UndocumentedRule rule) {
    out.object(
        () -> {
          out.member("rule", rule.rule());
          out.member("question", rule.question());
        });
  }

  private void layer(LayerTrace layer) {
    out.member("layer", LayerText.member(layer.type()));
    out.member("state", state(layer.kind()));
    out.optionalMember("reason", layer.reason().show(withheld));
    out.member("denies", result(layer.deny()));
    out.member("allows", result(layer.allows()));
    if (layer.isKnown()) {
      out.member("levels").array(layer.levels(), level -> out.object(() -> level(level)));
    }
  }

  private void level(LevelReport level) {
    out.optionalMember("target", level.target());
    out.member("denies", result(level.forms(Effect.DENY).any()));
    out.member("allows", result(level.forms(Effect.ALLOW).any()));
    out.member("policies").array(level.policies(), policy -> out.object(() -> policy(policy)));
  }

  private void policy(PolicyReport policy) {
    out.member("policy", policy.name());
    out.member("statements")
        .array(policy.statements(), one -> out.object(() -> statementReport(one)));
  }

  private void statementReport(StatementTrace report) {
    statement(report.match().statement());
    out.member("applies", result(report.result()));
    out.member("parts").array(report.parts(), this::part);
  }

  private void part(ElementTrace part) {
    out.object(
        () -> {
          out.member("part", part.part());
          out.member("matches", result(part.result()));
          out.member("text", part.words().show(withheld));
          if (!part.unknown().isEmpty()) {
            out.member("unknown").strings(part.unknown());
          }
        });
  }

  private void grants() {
    GrantsTrace grants = details.grants();
    out.member("state", state(grants.kind()));
    out.optionalMember("reason", grants.reason().show(withheld));
    out.member("allows", result(grants.result()));
    out.member("grants").array(grants.grants(), grant -> out.object(() -> grant(grant)));
  }

  private void grant(GrantTrace grant) {
    out.member("grantId", grant.grant().grantId());
    out.optionalMember("name", grant.grant().name());
    out.member("covers", result(grant.result()));
    out.member("parts").array(List.of(grant.why()), this::part);
  }

  private static String state(Kind kind) {
    return switch (kind) {
      case NOT_APPLICABLE -> "notApplicable";
      case NONE -> "none";
      case UNKNOWN -> "unknown";
      case KNOWN -> "known";
    };
  }

  private static String result(MatchResult result) {
    return switch (result) {
      case MATCH -> "yes";
      case NO_MATCH -> "no";
      case INDETERMINATE -> "perhaps";
    };
  }
}
