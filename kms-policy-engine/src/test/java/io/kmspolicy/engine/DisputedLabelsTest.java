package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.request.Scenario;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Labels of the corpora that we consider wrong: the label is certain, but one value of the unknown
 * key, which the labeling did not try, gives another decision. Five of them contain texts such as
 * {@code ${*}} in a document of the old version, where they are literal (rule 1.1); the last
 * contains an alias name with a slash.
 */
class DisputedLabelsTest {

  private static final Map<String, Scenario> SCENARIOS = scenarios();

  private static Map<String, Scenario> scenarios() {
    try {
      Path file =
          Path.of(Objects.requireNonNull(Corpus.class.getResource("/disputed.jsonl")).toURI());
      return new Corpus(file)
          .scenarios().stream().collect(Collectors.toMap(Scenario::id, scenario -> scenario));
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "partial-000164, kms:EncryptionContext:owner, cost-${$}5, IMPLICIT_DENY",
    "partial-001095, kms:EncryptionContext:owner, a${*}b, ALLOWED",
    "partial-002598, kms:EncryptionContext:path, cost-${$}5, ALLOWED",
    "partial-002858, kms:EncryptionContext:owner, what${x}, EXPLICIT_DENY",
    "partial-002894, kms:EncryptionContext:owner, cost-${$}5, IMPLICIT_DENY",
    "partial-002991, kms:ResourceAliases, alias/ap/ap, IMPLICIT_DENY",
  })
  @DisplayName("1.1, 6.13: labels of the corpora that an untried value refutes")
  void label_witness_refutesIt(String id, String key, String value, Decision otherDecision) {
    Scenario scenario = SCENARIOS.get(id);
    RequestContext known = (RequestContext) scenario.request().context();
    AuthorizationRequest asked =
        new Worlds.World(scenario.request(), scenario.policies())
            .in(known.toBuilder().put(key, value).build())
            .request();

    assertThat(otherDecision).isNotEqualTo(scenario.expected().orElseThrow());
    for (PolicyEvaluator evaluator : Evaluators.ALL) {
      assertThat(evaluator.decide(asked, scenario.policies())).isEqualTo(otherDecision);
      assertThat(evaluator.decide(scenario.request(), scenario.policies()))
          .isEqualTo(Decision.INDETERMINATE);
    }
  }
}
