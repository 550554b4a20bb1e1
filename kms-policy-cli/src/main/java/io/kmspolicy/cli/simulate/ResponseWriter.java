package io.kmspolicy.cli.simulate;

import com.fasterxml.jackson.core.JsonGenerator;
import io.kmspolicy.cli.io.PrettyJson;
import io.kmspolicy.cli.simulate.StatementSpans.Position;
import io.kmspolicy.cli.simulate.StatementSpans.Span;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.engine.explain.MissingInformation;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Writes outcomes in the shape of the response of {@code simulate-custom-policy}. What that shape
 * has no place for stands in one more member, {@code KmsPolicy}.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html">EvaluationResult</a>
 */
final class ResponseWriter {

  private final SimulationInput input;
  private final Map<String, InputPolicy> policies = new HashMap<>();
  private final Map<String, StatementSpans> spans = new HashMap<>();
  private final JsonGenerator json;
  private final List<List<Outcome>> results;
  private final Optional<Integer> next;

  private ResponseWriter(
      SimulationInput input,
      List<List<Outcome>> results,
      Optional<Integer> next,
      JsonGenerator json) {
    this.input = input;
    this.results = results;
    this.next = next;
    this.json = json;
    input.policies().forEach(policy -> policies.put(policy.id(), policy));
  }

  /**
   * The response.
   *
   * @param results the outcomes of each action, one for each resource
   * @param next the number of the next result; empty if there is none
   */
  static String write(SimulationInput input, List<List<Outcome>> results, Optional<Integer> next)
      throws IOException {
    return PrettyJson.of(json -> new ResponseWriter(input, results, next, json).write());
  }

  private void write() throws IOException {
    json.writeStartObject();
    json.writeArrayFieldStart("EvaluationResults");
    for (List<Outcome> outcomes : results) {
      writeResult(outcomes);
    }
    json.writeEndArray();
    json.writeBooleanField("IsTruncated", next.isPresent());
    if (next.isPresent()) {
      json.writeStringField("Marker", String.valueOf(next.get()));
    }
    writeRemarks(results.stream().flatMap(List::stream).toList());
    json.writeEndObject();
  }

  private void writeResult(List<Outcome> outcomes) throws IOException {
    Outcome first = outcomes.get(0);
    boolean single = outcomes.size() == 1;
    Decision decision = Simulation.together(outcomes);
    json.writeStartObject();
    json.writeStringField("EvalActionName", first.action());
    if (single) {
      json.writeStringField("EvalResourceName", first.resource().arn());
    }
    json.writeStringField("EvalDecision", decision.text());
    writeStatements(outcomes.stream().filter(one -> one.decision() == decision).toList());
    writeMissing(outcomes);
    writeBoundary(outcomes);
    if (!single || !(first.resource() instanceof KmsResource.Any)) {
      writeDetails(outcomes);
      json.writeArrayFieldStart("ResourceSpecificResults");
      for (Outcome outcome : outcomes) {
        writeSpecific(outcome);
      }
      json.writeEndArray();
    }
    json.writeEndObject();
  }

  private void writeSpecific(Outcome outcome) throws IOException {
    json.writeStartObject();
    json.writeStringField("EvalResourceName", outcome.resource().arn());
    json.writeStringField("EvalResourceDecision", outcome.decision().text());
    writeStatements(List.of(outcome));
    writeMissing(List.of(outcome));
    if (outcome.crossAccount()) {
      writeDetails(List.of(outcome));
    }
    writeBoundary(List.of(outcome));
    json.writeEndObject();
  }

  private void writeStatements(List<Outcome> outcomes) throws IOException {
    LinkedHashSet<DeterminingStatement> statements = new LinkedHashSet<>();
    outcomes.forEach(one -> statements.addAll(one.explanation().determiningStatements()));
    json.writeArrayFieldStart("MatchedStatements");
    for (DeterminingStatement statement : statements) {
      InputPolicy policy = policies.get(statement.policy());
      if (policy != null) {
        writeStatement(policy, statement.statement().location().pointer());
      }
    }
    json.writeEndArray();
  }

  private void writeStatement(InputPolicy policy, String pointer) throws IOException {
    Span span =
        spans.computeIfAbsent(policy.id(), id -> new StatementSpans(policy.text())).at(pointer);
    json.writeStartObject();
    json.writeStringField("SourcePolicyId", policy.id());
    json.writeStringField("SourcePolicyType", policy.kind().text());
    writePosition("StartPosition", span.start());
    writePosition("EndPosition", span.end());
    json.writeEndObject();
  }

  private void writePosition(String member, Position position) throws IOException {
    json.writeObjectFieldStart(member);
    json.writeNumberField("Line", position.line());
    json.writeNumberField("Column", position.column());
    json.writeEndObject();
  }

  private void writeMissing(List<Outcome> outcomes) throws IOException {
    LinkedHashSet<String> missing = new LinkedHashSet<>();
    outcomes.forEach(one -> missing.addAll(one.missing()));
    PrettyJson.strings(json, "MissingContextValues", missing);
  }

  /** Left out where it cannot be told. */
  private void writeBoundary(List<Outcome> outcomes) throws IOException {
    List<Decision> passes =
        outcomes.stream().map(one -> one.layer("permissionsBoundary")).distinct().toList();
    boolean allows = passes.equals(List.of(Decision.ALLOWED));
    boolean denies =
        passes.contains(Decision.EXPLICIT_DENY) || passes.contains(Decision.IMPLICIT_DENY);
    if (input.boundary().isPresent() && (allows || denies)) {
      json.writeObjectFieldStart("PermissionsBoundaryDecisionDetail");
      json.writeBooleanField("AllowedByPermissionsBoundary", allows);
      json.writeEndObject();
    }
  }

  /** In one account there is nothing to tell, and AWS's simulator returns an empty object. */
  private void writeDetails(List<Outcome> outcomes) throws IOException {
    json.writeObjectFieldStart("EvalDecisionDetails");
    Optional<Outcome> across = outcomes.stream().filter(Outcome::crossAccount).findFirst();
    if (across.isPresent() && outcomes.size() == 1) {
      json.writeStringField("IAM Policy", across.get().layer("identity").text());
      json.writeStringField("Resource Policy", across.get().layer("key").text());
    }
    json.writeEndObject();
  }

  private void writeRemarks(List<Outcome> outcomes) throws IOException {
    json.writeObjectFieldStart("KmsPolicy");
    json.writeStringField("Catalogue", KmsCatalogue.bundled().date());
    json.writeArrayFieldStart("DifferencesFromAws");
    for (Warnings.Remark remark : Warnings.of(input, outcomes)) {
      json.writeStartObject();
      json.writeStringField("Text", remark.text());
      PrettyJson.strings(json, "Concerns", remark.concerns());
      json.writeEndObject();
    }
    json.writeEndArray();
    json.writeArrayFieldStart("NotDecided");
    for (Outcome outcome : outcomes) {
      if (outcome.decision() == Decision.INDETERMINATE || outcome.decision() == Decision.DENIED) {
        writeOpen(outcome);
      }
    }
    json.writeEndArray();
    json.writeEndObject();
  }

  private void writeOpen(Outcome outcome) throws IOException {
    json.writeStartObject();
    json.writeStringField("EvalActionName", outcome.action());
    json.writeStringField("EvalResourceName", outcome.resource().arn());
    PrettyJson.strings(json, "Reasons", outcome.explanation().reasons());
    json.writeArrayFieldStart("SettledBy");
    for (MissingInformation set : outcome.explanation().missingInformation()) {
      json.writeStartArray();
      for (String thing : new LinkedHashSet<>(set.all())) {
        json.writeString(thing);
      }
      json.writeEndArray();
    }
    json.writeEndArray();
    json.writeStringField("IfMissingKeysAreAbsent", outcome.withoutMissing().text());
    json.writeEndObject();
  }
}
