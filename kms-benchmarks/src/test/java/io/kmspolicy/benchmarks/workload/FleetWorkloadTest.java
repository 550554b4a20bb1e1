package io.kmspolicy.benchmarks.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Decision;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class FleetWorkloadTest {

  private static final Workload FLEET = FleetWorkload.of(10_000, 20_000);

  private static double share(Predicate<Request> predicate) {
    return FLEET.requests().stream().filter(predicate).count() / (double) FLEET.requests().size();
  }

  @Test
  void requests_decisions_areSeventyTwentyTen() {
    List<Request> sample = FLEET.requests().subList(0, 3_000);
    Map<Decision, Long> found =
        sample.stream().collect(Collectors.groupingBy(FLEET::answer, Collectors.counting()));
    double all = sample.size();
    double denied =
        found.entrySet().stream()
            .filter(entry -> entry.getKey().isCertainDenial())
            .mapToLong(Map.Entry::getValue)
            .sum();

    assertThat(found.get(Decision.ALLOWED) / all).isCloseTo(0.7, within(0.04));
    assertThat(denied / all).isCloseTo(0.2, within(0.04));
    assertThat(found.get(Decision.INDETERMINATE) / all).isCloseTo(0.1, within(0.03));
    assertThat(found).containsKeys(Decision.EXPLICIT_DENY, Decision.IMPLICIT_DENY);
  }

  @Test
  void requests_actions_haveTheStatedShares() {
    assertThat(share(request -> request.action().equals("kms:Decrypt")))
        .isCloseTo(0.6, within(0.02));
    assertThat(share(request -> request.action().equals("kms:GenerateDataKey")))
        .isCloseTo(0.25, within(0.02));
    assertThat(share(request -> request.action().equals("kms:Encrypt")))
        .isCloseTo(0.1, within(0.02));
  }

  @Test
  void requests_rolesAndKeys_followZipf() {
    long all = FLEET.requests().size();

    assertThat(mostFrequent(Request::principal) / all).isCloseTo(0.17, within(0.03));
    assertThat(mostFrequent(Request::key) / all).isBetween(0.05, 0.3);
  }

  private static double mostFrequent(Function<Request, Integer> part) {
    return Collections.max(
        FLEET.requests().stream()
            .collect(Collectors.groupingBy(part, Collectors.counting()))
            .values());
  }

  @Test
  void principals_layers_areAsStated() {
    List<PrincipalEntry> roles = FLEET.population().principals();

    assertThat(roles).hasSize(200);
    for (PrincipalEntry role : roles) {
      List<NamedPolicy> policies = ((PolicyLayer.Attached) role.identity()).policies();
      assertThat(policies).hasSize(5);
      assertThat(policies)
          .allMatch(policy -> policy.document().statements().size() >= 3)
          .allMatch(policy -> policy.document().statements().size() <= 15);
      assertThat(((OrganizationLayer.Levels) role.serviceControl()).levels()).hasSize(3);
    }
    assertThat(
            roles.stream()
                .filter(role -> role.permissionsBoundary() instanceof PolicyLayer.Attached))
        .hasSize(67);
  }

  @Test
  void keys_layers_areAsStated() {
    List<KeyEntry> keys = FLEET.population().keys();

    assertThat(keys).hasSize(10_000);
    assertThat(keys)
        .allMatch(key -> ((OrganizationLayer.Levels) key.resourceControl()).levels().size() == 2);
    assertThat(keys.stream().map(key -> ((GrantLayer.Known) key.grants()).grants().size()))
        .filteredOn(grants -> grants == 3)
        .hasSize(1_000);
    assertThat(FLEET.texts().stream().filter(text -> text.type() == PolicyType.KEY))
        .hasSize(20 * 20);
  }

  @Test
  void of_sameSize_isTheSame() {
    assertThat(FleetWorkload.of(200, 500)).isEqualTo(FleetWorkload.of(200, 500));
  }
}
