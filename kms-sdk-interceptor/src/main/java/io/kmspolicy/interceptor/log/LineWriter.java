package io.kmspolicy.interceptor.log;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.interceptor.decide.DenialMessage;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.CheckDecision;
import io.kmspolicy.interceptor.decision.CheckDecision.Evaluated;
import io.kmspolicy.interceptor.decision.CheckDecision.NotEvaluated;
import io.kmspolicy.interceptor.decision.DenialReason;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/** Writes decisions as lines of JSON. Not thread-safe. */
final class LineWriter {

  /** The version of the format. Members may be added; a member keeps its meaning. */
  private static final long VERSION = 1;

  private final boolean values;
  private final boolean statements;
  private final int oneIn;
  private final PolicyEvaluator evaluator = PolicyEvaluator.tables();
  private final PolicyDigests digests = new PolicyDigests();

  LineWriter(boolean values, boolean statements, int oneIn) {
    this.values = values;
    this.statements = statements;
    this.oneIn = oneIn;
  }

  /** The line of a decision, without a line break. */
  String line(CallDecision call, long millis) {
    return JsonWriter.text(
        JsonWriter.Layout.COMPACT, out -> out.object(() -> write(out, call, millis)));
  }

  private void write(JsonWriter out, CallDecision call, long millis) {
    out.member("kmsPolicyLog", VERSION);
    out.member("time", Instant.ofEpochMilli(millis).toString());
    caller(call).ifPresent(caller -> write(out, caller));
    out.member("operation", call.operation());
    out.member("decision", call.decision().text());
    out.member("mode", call.mode().name().toLowerCase(Locale.ROOT));
    out.member("disposition", call.disposition().name().toLowerCase(Locale.ROOT));
    out.member("nanos", call.nanos());
    if (oneIn > 1) {
      out.member("oneIn", oneIn);
    }
    out.member("checks").array(call.checks(), check -> out.object(() -> write(out, check)));
  }

  private static Optional<Caller> caller(CallDecision call) {
    return call.checks().stream()
        .filter(Evaluated.class::isInstance)
        .map(check -> ((Evaluated) check).request().caller())
        .findFirst();
  }

  private static void write(JsonWriter out, Caller caller) {
    out.member("caller", caller.arn());
    if (caller instanceof Caller.RoleSession session) {
      out.optionalMember("role", session.roleArn().orElse(""));
    }
  }

  private void write(JsonWriter out, CheckDecision check) {
    out.member("action", check.action());
    out.member("decision", check.decision().text());
    if (check instanceof NotEvaluated skipped) {
      out.member("notEvaluated", skipped.reason().name().toLowerCase(Locale.ROOT));
    } else if (check instanceof Evaluated evaluated) {
      write(out, evaluated);
    }
  }

  private void write(JsonWriter out, Evaluated check) {
    AuthorizationRequest request = check.request();
    resource(out, request.resource());
    out.optionalMember("grantId", request.grantId());
    out.optionalMember("policies", digests.of(check.policies()));
    if (statements) {
      determining(out, check);
    }
    LoggedContext context = LoggedContext.of(request.context());
    if (values) {
      context.write(out);
    } else {
      out.member("contextKeys").strings(context.names());
    }
  }

  /** An unknown key, and a key that does not exist yet, have no ARN. */
  private static void resource(JsonWriter out, KmsResource resource) {
    if (resource instanceof KmsResource.UnknownKey unknown) {
      out.member("unknownKeyIn", unknown.region());
      out.optionalMember("unknownKeyOf", unknown.accountId());
    } else if (resource instanceof KmsResource.NewKey created) {
      out.member("newKeyIn", created.region());
      out.member("multiRegion", created.multiRegion());
    } else {
      out.member("resource", resource.arn());
    }
  }

  /** Not written if an evaluator of the application has decided otherwise than the engine. */
  private void determining(JsonWriter out, Evaluated check) {
    Explanation explanation = evaluator.explain(check.request(), check.policies());
    if (explanation.decision() == check.decision()) {
      out.member("statements")
          .array(
              explanation.determiningStatements(),
              statement -> out.object(() -> write(out, statement)));
      DenialMessage.cause(check, explanation)
          .ifPresent(reason -> out.member("denial").object(() -> write(out, reason)));
      if (check.decision() == Decision.INDETERMINATE) {
        out.member("missing").strings(check.missing(explanation.missing()));
      }
      if (!explanation.determiningGrants().isEmpty()) {
        out.member("grants").strings(explanation.determiningGrants());
      }
    }
  }

  private static void write(JsonWriter out, DenialReason reason) {
    out.optionalMember("layer", reason.layer());
    out.optionalMember("statement", reason.statement());
    out.optionalMember("place", reason.place());
    out.optionalMember("nearMiss", reason.nearMiss());
  }

  private static void write(JsonWriter out, DeterminingStatement determining) {
    out.member("layer", determining.type().word());
    out.member("type", determining.type().name().toLowerCase(Locale.ROOT));
    out.optionalMember("level", determining.level());
    out.member("policy", determining.policy());
    out.optionalMember("sid", determining.statement().sid().orElse(""));
    if (determining.statement().location().isKnown()) {
      out.member("place", determining.statement().location().toString());
    }
  }
}
