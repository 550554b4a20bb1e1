package io.kmspolicy.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Effect;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Decision;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StatementsWorkloadTest {

  private static List<NamedPolicy> policies(Workload workload) {
    PolicyLayer identity = workload.population().principals().get(0).identity();
    return ((PolicyLayer.Attached) identity).policies();
  }

  private static List<Statement> statements(Workload workload, Effect effect) {
    return policies(workload).stream()
        .flatMap(policy -> policy.document().statements().stream())
        .filter(statement -> statement.effect() == effect)
        .toList();
  }

  private static boolean isPrefix(Statement statement) {
    ResourceElement.Resource resource = (ResourceElement.Resource) statement.resource();
    return resource.patterns().get(0).text().endsWith("-*");
  }

  @ParameterizedTest
  @CsvSource({"10, 2, 1", "1000, 250, 10", "10000, 2500, 100"})
  void plain_size_hasTheStatedStatements(int size, int prefixes, int denies) {
    Workload workload = StatementsWorkload.plain(size);
    List<Statement> allows = statements(workload, Effect.ALLOW);

    assertThat(allows).hasSize(size);
    assertThat(allows.stream().filter(StatementsWorkloadTest::isPrefix)).hasSize(prefixes);
    assertThat(statements(workload, Effect.DENY)).hasSize(denies);
    assertThat(policies(workload))
        .allMatch(policy -> policy.document().statements().size() <= 10)
        .hasSize((size + denies + 9) / 10);
  }

  @Test
  void wildcards_eachQuarter_hasAWildcardInAnotherPart() {
    List<String> patterns =
        statements(StatementsWorkload.wildcards(1_000), Effect.ALLOW).stream()
            .map(statement -> (ResourceElement.Resource) statement.resource())
            .map(resource -> resource.patterns().get(0).text())
            .toList();

    assertThat(patterns.stream().filter(text -> text.startsWith("arn:aws:kms:*:"))).hasSize(250);
    assertThat(patterns.stream().filter(text -> text.contains(":*:key/"))).hasSize(250);
    assertThat(patterns.stream().filter(text -> text.contains("key/*"))).hasSize(500);
    assertThat(patterns.stream().filter(text -> text.endsWith("-*"))).isEmpty();
    assertThat(patterns.stream().filter(text -> text.endsWith("*"))).hasSize(250);
  }

  @Test
  void plain_everyKey_isAskedOnce() {
    Workload workload = StatementsWorkload.plain(1_000);

    assertThat(workload.requests().stream().map(Request::key).collect(Collectors.toSet()))
        .hasSize(1_000);
    assertThat(Set.of(workload.keyArns())).hasSize(1_000);
  }

  @Test
  void plain_decisions_areAllowsExceptForDeniedKeys() {
    Workload workload = StatementsWorkload.plain(200);

    assertThat(denied(workload)).isEqualTo(2);
  }

  @Test
  void guarded_decisions_passTheTests() {
    Workload workload = StatementsWorkload.guarded(200);

    assertThat(statements(workload, Effect.ALLOW))
        .allMatch(statement -> statement.condition().tests().size() == 3);
    assertThat(denied(workload)).isEqualTo(2);
    assertThat(workload.requests().stream().map(workload::answer))
        .containsOnly(Decision.ALLOWED, Decision.EXPLICIT_DENY);
  }

  private static long denied(Workload workload) {
    return workload.requests().stream()
        .filter(request -> workload.answer(request) == Decision.EXPLICIT_DENY)
        .count();
  }

  @Test
  void plain_sameSize_isTheSame() {
    assertThat(StatementsWorkload.plain(100)).isEqualTo(StatementsWorkload.plain(100));
  }
}
