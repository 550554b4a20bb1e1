package io.kmspolicy.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.request.Decision;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The populations of the second set whose policies all differ or have variables. */
class DistinctPoliciesTest {

  @Test
  void console_keys_haveDifferentPoliciesThatAllowTheRequest() {
    Workload workload = ConsoleWorkload.of(300);
    List<String> texts = workload.texts().stream().map(PolicyText::json).toList();

    assertThat(new HashSet<>(texts)).hasSize(300);
    assertThat(workload.requests())
        .hasSize(300)
        .allMatch(request -> workload.answer(request) == Decision.ALLOWED);
  }

  @Test
  void managed_policies_areAllRead() {
    Workload workload = ManagedWorkload.create();

    assertThat(new HashSet<>(workload.texts())).hasSizeGreaterThanOrEqualTo(4);
    assertThat(workload.requests()).hasSameSizeAs(workload.texts());
    assertThat(workload.requests())
        .noneMatch(request -> workload.answer(request) == Decision.INDETERMINATE);
  }

  @Test
  void variables_requests_areAllowedToTheTaggedSessionOnly() {
    Workload workload = VariablesWorkload.of(100);
    List<Decision> answers = workload.requests().stream().map(workload::answer).toList();

    assertThat(answers).filteredOn(answer -> answer == Decision.ALLOWED).hasSize(90);
    assertThat(answers).filteredOn(answer -> answer == Decision.IMPLICIT_DENY).hasSize(10);
  }
}
