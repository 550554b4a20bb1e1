package io.kmspolicy.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.benchmarks.workload.RealFleet.Draw;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Promises: the population is what the benchmarks' page says, and the same in every run. */
class RealFleetTest {

  private static final Pattern ROLE = Pattern.compile("app-(\\d+)");

  private static List<NamedPolicy> policies(PrincipalEntry role) {
    return ((PolicyLayer.Attached) role.identity()).policies();
  }

  @Test
  @DisplayName("217 managed policies of AWS name KMS")
  void texts_managed_areAllOfThem() {
    assertThat(ManagedWorkload.texts()).hasSize(217);
  }

  @Test
  @DisplayName("One role for 20 keys, at most 2,000; five policies each, three of them of AWS")
  void of_keys_hasRolesWithFivePolicies() {
    Set<String> managed = new HashSet<>();
    ManagedWorkload.texts().forEach(text -> managed.add(text.name()));

    Population fleet = RealFleet.of(400).population();

    assertThat(fleet.principals()).hasSize(20);
    assertThat(fleet.keys()).hasSize(400);
    for (PrincipalEntry role : fleet.principals()) {
      List<String> names = policies(role).stream().map(NamedPolicy::name).toList();
      assertThat(names).doesNotHaveDuplicates().hasSize(5);
      assertThat(names.stream().filter(managed::contains)).hasSize(3);
    }
    assertThat(RealFleet.of(50).population().principals()).hasSize(10);
  }

  @Test
  @DisplayName("A key policy names three to ten of the fleet's roles")
  void of_keys_nameThreeToTenRoles() {
    for (KeyEntry key : RealFleet.of(400).population().keys()) {
      Set<Integer> named = new HashSet<>();
      ROLE.matcher(key.policy().toString())
          .results()
          .forEach(match -> named.add(Integer.valueOf(match.group(1))));
      assertThat(named).hasSizeBetween(3, 10).allMatch(role -> role < 20);
    }
  }

  @Test
  @DisplayName("The same policies and requests each time; Zipf's law and an even draw differ")
  void requests_again_areTheSame() {
    RealFleet fleet = RealFleet.of(200);
    RealFleet again = RealFleet.of(200);

    assertThat(again.population()).isEqualTo(fleet.population());
    for (Draw draw : Draw.values()) {
      assertThat(again.requests(draw, 500).requests())
          .isEqualTo(fleet.requests(draw, 500).requests());
    }
    assertThat(pairs(fleet.requests(Draw.ZIPF, 2_000)))
        .isLessThan(pairs(fleet.requests(Draw.EVEN, 2_000)) * 3 / 4);
  }

  private static int pairs(Workload workload) {
    Set<List<Integer>> pairs = new HashSet<>();
    workload.requests().forEach(request -> pairs.add(List.of(request.principal(), request.key())));
    return pairs.size();
  }

  @Test
  @DisplayName(
      "A context has twelve keys, three of them unknown, and the caller's tags are unknown")
  void requests_contexts_areThoseOfTheInterceptor() {
    RequestContext context =
        RealFleet.of(200).requests(Draw.EVEN, 100).requests().stream()
            .filter(request -> !request.action().equals("kms:DescribeKey"))
            .findFirst()
            .orElseThrow()
            .context();

    assertThat(context.values()).hasSize(12);
    assertThat(context.values().values().stream().filter(ContextValue.unknown()::equals))
        .hasSize(3);
    assertThat(context.get("aws:principaltag/kmskeyid")).isEqualTo(ContextValue.unknown());
  }

  @Test
  @DisplayName("Requests have all kinds of answers")
  void answer_requests_areOfAllKinds() {
    Workload workload = RealFleet.of(200).requests(Draw.EVEN, 400);
    Set<Decision> answers = EnumSet.noneOf(Decision.class);
    workload.requests().forEach(request -> answers.add(workload.answer(request)));

    assertThat(answers).contains(Decision.ALLOWED, Decision.IMPLICIT_DENY, Decision.INDETERMINATE);
  }
}
