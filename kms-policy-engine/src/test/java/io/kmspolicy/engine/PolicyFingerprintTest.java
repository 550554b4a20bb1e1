package io.kmspolicy.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.request.Scenario;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The fingerprint is a hash: equal for equal policy sets, and different for most others. */
class PolicyFingerprintTest {

  private static List<PolicySet> sets() {
    return Corpus.bundled().stream()
        .filter(corpus -> !corpus.name().equals("amended2")) // it varies values only, on purpose
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

  private static final String PLAIN =
      "{'Sid':'A','Effect':'Allow','Principal':{'AWS':'111122223333'},'Action':'kms:Decrypt',"
          + "'Resource':'*','Condition':{'StringEquals':{'aws:SourceVpce':'vpce-1'}}}";

  /** Changes of one element of the plain statement: what is replaced, and by what. */
  private static final List<List<String>> CHANGES =
      List.of(
          List.of("'A'", "'B'"),
          List.of("'Sid':'A',", ""),
          List.of("Allow", "Deny"),
          List.of("'111122223333'", "['111122223333','444455556666']"),
          List.of("Allow','Principal", "Deny','NotPrincipal"),
          List.of(
              "'Allow','Principal':{'AWS':'111122223333'}",
              "'Deny','NotPrincipal':{'AWS':['111122223333','444455556666']}"),
          List.of("kms:Decrypt", "kms:Encrypt"),
          List.of("'kms:Decrypt'", "['kms:Decrypt','kms:Encrypt','kms:Sign']"),
          List.of("Action", "NotAction"),
          List.of("'Action':'kms:Decrypt'", "'NotAction':['kms:Decrypt','kms:Encrypt']"),
          List.of("'*'", "'arn:aws:kms:*:*:key/*'"),
          List.of("'*'", "['*','arn:aws:kms:*:*:key/*']"),
          List.of("Resource", "NotResource"),
          List.of("'Resource':'*'", "'NotResource':['*','arn:aws:kms:*:*:key/*']"),
          List.of("aws:SourceVpce", "aws:SourceVpc"),
          List.of("'vpce-1'}", "'vpce-1'},'StringLike':{'aws:SourceVpc':'vpc-*'}"),
          List.of(",'Condition':{'StringEquals':{'aws:SourceVpce':'vpce-1'}}", ""));

  private static String changed(List<String> change) {
    return PLAIN.replace(change.get(0), change.get(1));
  }

  private static PolicyLayer layer(String... statements) {
    return Policies.layer(PolicyType.KEY, statements);
  }

  private static List<NamedPolicy> policies(PolicyLayer layer) {
    return ((PolicyLayer.Attached) layer).policies();
  }

  /** Layers that differ in their kind, in one statement, or in the order of two. */
  private static List<PolicyLayer> layers() {
    String other = PLAIN.replace("'A'", "'B'");
    return List.of(
        PolicyLayer.none(),
        PolicyLayer.unknown(),
        PolicyLayer.of(),
        layer(PLAIN),
        layer(other),
        layer(PLAIN, other),
        layer(other, PLAIN));
  }

  private static OrganizationLayer organization(PolicyLayer layer) {
    if (layer instanceof PolicyLayer.Attached attached) {
      return OrganizationLayer.of(new OrganizationLayer.Level("r", attached.policies()));
    }
    return layer instanceof PolicyLayer.Unknown
        ? OrganizationLayer.unknown()
        : OrganizationLayer.none();
  }

  /** The places of a set that hold policies. */
  private static final List<BiFunction<PolicySet.Builder, PolicyLayer, PolicySet.Builder>> PLACES =
      List.of(
          PolicySet.Builder::identity,
          PolicySet.Builder::permissionsBoundary,
          PolicySet.Builder::session,
          (set, layer) -> set.serviceControl(organization(layer)),
          (set, layer) -> set.resourceControl(organization(layer)),
          PolicySet.Builder::vpcEndpoint,
          PolicySet.Builder::key);

  private static GrantLayer grants(String... ids) {
    return GrantLayer.of(
        Stream.of(ids)
            .map(
                id ->
                    new Grant(
                        id,
                        "",
                        "",
                        new Grant.GrantPrincipal.Nobody(),
                        new Grant.GrantPrincipal.Nobody(),
                        List.of("Decrypt"),
                        GrantConstraints.none(),
                        "",
                        ""))
            .toArray(Grant[]::new));
  }

  private static void assertAllDiffer(Set<PolicySet> sets) {
    assertThat(sets).extracting(PolicyFingerprint::of).doesNotHaveDuplicates();
  }

  @Test
  @DisplayName("Sets that hold other layers, in one or two places, have other fingerprints")
  void of_otherLayers_differs() {
    Set<PolicySet> sets = new LinkedHashSet<>();
    for (int i = 0; i < PLACES.size(); i++) {
      for (int j = i + 1; j < PLACES.size(); j++) {
        for (PolicyLayer left : layers()) {
          for (PolicyLayer right : layers()) {
            PolicySet.Builder set = PLACES.get(i).apply(PolicySet.builder(), left);
            sets.add(PLACES.get(j).apply(set, right).build());
          }
        }
      }
    }

    assertAllDiffer(sets);
  }

  @Test
  @DisplayName("Statements that differ in one element have other fingerprints")
  void of_otherElement_differs() {
    Set<PolicySet> sets = new LinkedHashSet<>();
    sets.add(PolicySet.builder().key(layer(PLAIN)).build());
    CHANGES.forEach(change -> sets.add(PolicySet.builder().key(layer(changed(change))).build()));

    assertThat(sets).hasSize(1 + CHANGES.size());
    assertAllDiffer(sets);
  }

  @Test
  @DisplayName("Other levels of an organization, and other grants, have other fingerprints")
  void of_otherLevelsOrGrants_differs() {
    OrganizationLayer.Level one = new OrganizationLayer.Level("r", policies(layer(PLAIN)));
    OrganizationLayer.Level two =
        new OrganizationLayer.Level("r", policies(layer(PLAIN.replace("Allow", "Deny"))));
    Set<PolicySet> sets = new LinkedHashSet<>();
    List.of(
            OrganizationLayer.of(),
            OrganizationLayer.of(one),
            OrganizationLayer.of(two),
            OrganizationLayer.of(one, two),
            OrganizationLayer.of(two, one))
        .forEach(levels -> sets.add(PolicySet.builder().serviceControl(levels).build()));
    List.of(grants(), grants("g-1"), grants("g-2"), grants("g-1", "g-2"), GrantLayer.unknown())
        .forEach(grants -> sets.add(PolicySet.builder().grants(grants).build()));

    assertAllDiffer(sets);
  }
}
