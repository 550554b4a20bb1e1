package io.kmspolicy.analysis.simulate;

import io.kmspolicy.analysis.simulate.StatementSpans.Position;
import io.kmspolicy.analysis.simulate.StatementSpans.Span;
import io.kmspolicy.engine.explain.DeterminingStatement;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Writes outcomes in the format of the response of {@code simulate-custom-policy}. An additional
 * member, {@code KmsPolicy}, contains results that this format does not have.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/APIReference/API_EvaluationResult.html">EvaluationResult</a>
 */
final class ResponseWriter {

  private final SimulationInput input;
  private final Map<String, InputPolicy> policies = new HashMap<>();
  private final Map<String, StatementSpans> spans = new HashMap<>();
  private final JsonWriter json;
  private final List<List<Outcome>> results;
  private final Optional<Integer> next;

  private ResponseWriter(
      SimulationInput input, List<List<Outcome>> results, Optional<Integer> next, JsonWriter json) {
    this.input = input;
    this.results = results;
    this.next = next;
    this.json = json;
    input.policies().forEach(policy -> policies.put(policy.id(), policy));
  }

  /**
   * Renders the response.
   *
   * @param results the outcomes of each action, one for each resource
   * @param next the index of the next result; empty if this page is the last
   */
  static String write(SimulationInput input, List<List<Outcome>> results, Optional<Integer> next) {
    return JsonWriter.text(
            JsonWriter.Layout.PRETTY,
            json -> json.object(new ResponseWriter(input, results, next, json)::response))
        + '\n';
  }

  private void response() {
    objects("EvaluationResults", results, this::result);
    json.member("IsTruncated", next.isPresent());
    next.ifPresent(number -> json.member("Marker", number.toString()));
    List<Outcome> outcomes = results.stream().flatMap(List::stream).toList();
    json.member("KmsPolicy").object(() -> kmsPolicy(outcomes));
  }

  private <T> void objects(String member, List<T> elements, Consumer<T> members) {
    json.member(member).array(elements, element -> json.object(() -> members.accept(element)));
  }

  private void result(List<Outcome> outcomes) {
    Outcome first = outcomes.get(0);
    boolean single = outcomes.size() == 1;
    Decision decision = Simulation.together(outcomes);
    json.member("EvalActionName", first.action());
    if (single) {
      json.member("EvalResourceName", first.resource().arn());
    }
    json.member("EvalDecision", decision.text());
    statements(outcomes.stream().filter(outcome -> outcome.decision() == decision).toList());
    missing(outcomes);
    boundary(outcomes);
    if (!single || !(first.resource() instanceof KmsResource.Any)) {
      details(outcomes);
      objects("ResourceSpecificResults", outcomes, this::specific);
    }
  }

  private void specific(Outcome outcome) {
    json.member("EvalResourceName", outcome.resource().arn());
    json.member("EvalResourceDecision", outcome.decision().text());
    statements(List.of(outcome));
    missing(List.of(outcome));
    if (outcome.crossAccount()) {
      details(List.of(outcome));
    }
    boundary(List.of(outcome));
  }

  private void statements(List<Outcome> outcomes) {
    List<DeterminingStatement> statements =
        outcomes.stream()
            .flatMap(outcome -> outcome.explanation().determiningStatements().stream())
            .filter(statement -> policies.containsKey(statement.policy()))
            .distinct()
            .toList();
    objects("MatchedStatements", statements, this::statement);
  }

  private void statement(DeterminingStatement statement) {
    InputPolicy policy = Objects.requireNonNull(policies.get(statement.policy()));
    Span span =
        spans
            .computeIfAbsent(policy.id(), id -> new StatementSpans(policy.text()))
            .at(statement.statement().location().pointer());
    json.member("SourcePolicyId", policy.id());
    json.member("SourcePolicyType", policy.kind().text());
    json.member("StartPosition").object(() -> position(span.start()));
    json.member("EndPosition").object(() -> position(span.end()));
  }

  private void position(Position position) {
    json.member("Line", position.line());
    json.member("Column", position.column());
  }

  private void missing(List<Outcome> outcomes) {
    json.member("MissingContextValues")
        .strings(
            outcomes.stream().flatMap(outcome -> outcome.missing().stream()).distinct().toList());
  }

  /** Writes whether the boundary allows the request; leaves the member out if that is unknown. */
  private void boundary(List<Outcome> outcomes) {
    List<Decision> passes =
        outcomes.stream()
            .map(outcome -> outcome.layer(PolicyType.PERMISSIONS_BOUNDARY))
            .distinct()
            .toList();
    boolean allows = passes.equals(List.of(Decision.ALLOWED));
    boolean denies =
        passes.contains(Decision.EXPLICIT_DENY) || passes.contains(Decision.IMPLICIT_DENY);
    if (input.boundary().isPresent() && (allows || denies)) {
      json.member("PermissionsBoundaryDecisionDetail")
          .object(() -> json.member("AllowedByPermissionsBoundary", allows));
    }
  }

  /** Writes the decision of each account; empty within one account, as in AWS's simulator. */
  private void details(List<Outcome> outcomes) {
    Optional<Outcome> crossAccount = outcomes.stream().filter(Outcome::crossAccount).findFirst();
    json.member("EvalDecisionDetails")
        .object(
            () -> {
              if (crossAccount.isPresent() && outcomes.size() == 1) {
                json.member("IAM Policy", crossAccount.get().layer(PolicyType.IDENTITY).text());
                json.member("Resource Policy", crossAccount.get().layer(PolicyType.KEY).text());
              }
            });
  }

  private void kmsPolicy(List<Outcome> outcomes) {
    json.member("Catalogue", KmsCatalogue.bundled().date());
    objects("DifferencesFromAws", Warnings.of(input, outcomes), this::warning);
    objects(
        "NotDecided", outcomes.stream().filter(Outcome::isNotDecided).toList(), this::notDecided);
  }

  private void warning(Warnings.Remark warning) {
    json.member("Text", warning.text());
    json.member("Concerns").strings(warning.concerns());
  }

  private void notDecided(Outcome outcome) {
    json.member("EvalActionName", outcome.action());
    json.member("EvalResourceName", outcome.resource().arn());
    json.member("Reasons").strings(outcome.explanation().reasons());
    json.member("SettledBy")
        .array(
            outcome.explanation().missingInformation(),
            set -> json.strings(new LinkedHashSet<>(set.all())));
    json.member("IfMissingKeysAreAbsent", outcome.withoutMissing().text());
  }
}
