package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.Scenario;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The fingerprint is a hash: equal for equal policy sets, and different for most others. */
class PolicyFingerprintTest {

  private static List<PolicySet> sets() {
    return Corpus.bundled().stream()
        .flatMap(corpus -> corpus.scenarios().stream())
        .map(Scenario::policies)
        .toList();
  }

  @Test
  @DisplayName("Equal sets that were read twice have one fingerprint")
  void of_equalSets_isEqual() {
    Map<PolicySet, Integer> first = new HashMap<>();
    sets().forEach(set -> first.put(set, PolicyFingerprint.of(set)));

    assertThat(sets())
        .isNotEmpty()
        .allSatisfy(again -> assertThat(PolicyFingerprint.of(again)).isEqualTo(first.get(again)));
  }

  @Test
  @DisplayName("Of the sets of the bundled corpora, at most one in ten shares a fingerprint")
  void of_differentSets_isMostlyDifferent() {
    Set<PolicySet> distinct = Set.copyOf(sets());
    Set<Integer> prints = distinct.stream().map(PolicyFingerprint::of).collect(Collectors.toSet());

    assertThat(prints).hasSizeGreaterThan(distinct.size() * 9 / 10);
  }
}
