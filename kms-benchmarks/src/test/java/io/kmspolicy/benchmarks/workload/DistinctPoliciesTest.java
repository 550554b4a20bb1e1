package io.kmspolicy.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Decision;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The populations whose policies all differ. */
class DistinctPoliciesTest {

  @Test
  void console_keys_haveDifferentPoliciesThatAllowTheRequest() {
    Workload workload = ConsoleWorkload.of(300);
    Map<PolicyType, Set<String>> texts =
        workload.texts().stream()
            .collect(
                Collectors.groupingBy(
                    PolicyText::type, Collectors.mapping(PolicyText::json, Collectors.toSet())));

    assertThat(texts.get(PolicyType.KEY)).hasSize(300);
    assertThat(texts.get(PolicyType.IDENTITY))
        .as("two policies of each of 500 roles, and managed ones")
        .hasSizeGreaterThan(1_100);
    assertThat(workload.requests())
        .hasSize(300)
        .allMatch(request -> workload.answer(request) == Decision.ALLOWED);
  }

  @Test
  void managed_policies_areAllRead() {
    Workload workload = ManagedWorkload.create();

    assertThat(new HashSet<>(workload.texts())).hasSizeGreaterThanOrEqualTo(217);
    assertThat(workload.requests()).hasSameSizeAs(workload.texts());
    assertThat(workload.requests())
        .noneMatch(request -> workload.answer(request) == Decision.INDETERMINATE);
  }

  @Test
  void byOthers_fewRequests_areMadeByManyRolesWithTheSameAnswers() {
    Workload few = StatementsWorkload.plain(30);
    Workload many = few.byOthers(1_000);

    assertThat(many.requests()).hasSize(1_020);
    assertThat(many.population().principals()).doesNotHaveDuplicates().hasSize(34);
    for (int i = 0; i < many.requests().size(); i++) {
      assertThat(many.answer(many.requests().get(i)))
          .isEqualTo(few.answer(few.requests().get(i % 30)));
    }
    assertThat(few.byOthers(30)).isSameAs(few);
  }
}
