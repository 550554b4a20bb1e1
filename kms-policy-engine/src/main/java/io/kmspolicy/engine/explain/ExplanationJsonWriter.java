package io.kmspolicy.engine.explain;

import io.kmspolicy.engine.condition.ConditionWriter;
import io.kmspolicy.engine.report.ElementTrace;
import io.kmspolicy.engine.report.GrantTrace;
import io.kmspolicy.engine.report.GrantsTrace;
import io.kmspolicy.engine.report.LayerTrace;
import io.kmspolicy.engine.report.LayerTrace.Kind;
import io.kmspolicy.engine.report.LayerTrace.LevelTrace;
import io.kmspolicy.engine.report.LayerTrace.PolicyTrace;
import io.kmspolicy.engine.report.StatementTrace;
import io.kmspolicy.engine.report.UndocumentedRule;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.MatchResult;
import java.util.List;

/** Writes an explanation as JSON; {@code docs/explanation.md} describes the members. */
final class ExplanationJsonWriter {

  private final Explanation explanation;
  private final ExplanationDetails details;
  private final boolean redacted;
  private final JsonWriter out;

  private ExplanationJsonWriter(
      Explanation explanation, ExplanationDetails details, boolean redacted, JsonWriter out) {
    this.explanation = explanation;
    this.details = details;
    this.redacted = redacted;
    this.out = out;
  }

  /**
   * The explanation as one line of JSON; {@code redacted} removes the values of the encryption
   * context.
   */
  static String write(Explanation explanation, ExplanationDetails details, boolean redacted) {
    return JsonWriter.text(
        JsonWriter.Layout.COMPACT,
        out -> {
          ExplanationJsonWriter writer =
              new ExplanationJsonWriter(explanation, details, redacted, out);
          out.object(writer::members);
        });
  }

  private void members() {
    out.member("decision", explanation.decision().text());
    if (!details.question().isEmpty()) {
      out.member("principal", details.question().get(0));
      out.member("action", details.question().get(1));
      out.member("resource", details.question().get(2));
    }
    out.member("reasons").strings(explanation.reasons());
    out.member("determiningStatements")
        .array(
            explanation.determiningStatements(),
            statement -> out.object(() -> determining(statement)));
    out.member("determiningGrants").strings(explanation.determiningGrants());
    out.member("joint", explanation.isJoint());
    explanation.openAnswer().ifPresent(this::open);
    if (explanation.decision() == Decision.INDETERMINATE) {
      out.member("missing").object(this::missing);
    }
    if (!details.layers().isEmpty()) {
      out.member("layers").array(details.layers(), layer -> out.object(() -> layer(layer)));
      out.member("grants").object(this::grants);
    }
    out.member("notes").strings(details.caveats());
  }

  private void determining(DeterminingStatement statement) {
    out.member("layer", statement.type().word());
    out.optionalMember("level", statement.level());
    out.member("policy", statement.policy());
    statement(statement.statement());
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

  private void open(OpenAnswer answer) {
    answer
        .condition()
        .ifPresent(
            condition -> {
              out.member("condition");
              ConditionWriter.write(condition, out);
            });
    answer.otherwise().ifPresent(other -> out.member("otherwise").object(() -> otherwise(other)));
    answer
        .withNothingElse()
        .ifPresent(
            alone ->
                out.member("withNothingElse")
                    .object(
                        () -> {
                          out.member("decision", alone.decision().text());
                          out.member("reasons").strings(alone.reasons());
                        }));
  }

  private void otherwise(OpenAnswer.Otherwise other) {
    out.member("decision", other.decision().text());
    out.member("deniedBy")
        .array(other.denies(), statement -> out.object(() -> determining(statement)));
    out.member("notAllowedBy")
        .array(other.allows(), statement -> out.object(() -> determining(statement)));
  }

  private void missing() {
    out.member("settledBy")
        .array(explanation.missingInformation(), set -> out.object(() -> inputs(set)));
    out.member("complete", details.missing().complete());
    out.member("unknown").object(() -> inputs(explanation.unknown()));
    out.member("undocumented").array(details.undocumented(), this::undocumented);
  }

  private void inputs(MissingInformation set) {
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
    out.member("layer", layer.type().word());
    out.member("state", state(layer.kind()));
    out.optionalMember("reason", layer.reason().show(redacted));
    out.member("denies", result(layer.deny()));
    out.member("allows", result(layer.allows()));
    if (layer.isKnown()) {
      out.member("levels").array(layer.levels(), level -> out.object(() -> level(level)));
    }
  }

  private void level(LevelTrace level) {
    out.optionalMember("target", level.target());
    out.member("denies", result(level.forms(Effect.DENY).any()));
    out.member("allows", result(level.forms(Effect.ALLOW).any()));
    out.member("policies").array(level.policies(), policy -> out.object(() -> policy(policy)));
  }

  private void policy(PolicyTrace policy) {
    out.member("policy", policy.name());
    out.member("statements")
        .array(policy.statements(), statement -> out.object(() -> statementTrace(statement)));
  }

  private void statementTrace(StatementTrace trace) {
    statement(trace.match().statement());
    out.member("applies", result(trace.result()));
    out.member("parts").array(trace.parts(), this::part);
  }

  private void part(ElementTrace part) {
    out.object(
        () -> {
          out.member("part", part.part());
          out.member("matches", result(part.result()));
          out.member("text", part.text().show(redacted));
          if (!part.unknown().isEmpty()) {
            out.member("unknown").strings(part.unknown());
          }
        });
  }

  private void grants() {
    GrantsTrace grants = details.grants();
    out.member("state", state(grants.kind()));
    out.optionalMember("reason", grants.reason().show(redacted));
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
