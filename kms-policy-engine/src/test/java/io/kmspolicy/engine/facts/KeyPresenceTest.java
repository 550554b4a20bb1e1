package io.kmspolicy.engine.facts;

import static org.assertj.core.api.Assertions.assertThat;

import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The keys that every request has are those with presence *always* in the catalogue (6.11). */
class KeyPresenceTest {

  private static final KmsCatalogue CATALOGUE = KmsCatalogue.bundled();
  private static final KmsResource.Key KEY =
      new KmsResource.Key(
          "aws", "us-west-2", "111122223333", "1234abcd-12ab-34cd-56ef-1234567890ab");
  private static final KmsResource.Alias ALIAS =
      new KmsResource.Alias("aws", "us-west-2", "111122223333", "app");

  private static final Set<String> OF_EVERY_REQUEST =
      Set.of(
          "aws:CurrentTime",
          "aws:EpochTime",
          "aws:RequestedRegion",
          "aws:ResourceAccount",
          "aws:SecureTransport",
          "aws:UserAgent",
          "aws:ViaAWSService",
          "aws:userid",
          "aws:PrincipalArn",
          "aws:PrincipalAccount",
          "aws:PrincipalType",
          "aws:PrincipalIsAWSService");

  private static final Set<String> OF_KEYS =
      Set.of("kms:KeySpec", "kms:KeyUsage", "kms:KeyOrigin", "kms:MultiRegion");

  /**
   * Parameters that an operation must have or that have a default (rule 5.25), and what KMS knows.
   */
  private static final Map<String, Set<String>> OF_OPERATIONS =
      Map.ofEntries(
          Map.entry("kms:DeriveSharedSecret", Set.of("kms:KeyAgreementAlgorithm")),
          Map.entry("kms:GenerateMac", Set.of("kms:MacAlgorithm")),
          Map.entry("kms:VerifyMac", Set.of("kms:MacAlgorithm")),
          Map.entry("kms:Sign", Set.of("kms:SigningAlgorithm")),
          Map.entry("kms:Verify", Set.of("kms:SigningAlgorithm")),
          Map.entry("kms:UpdatePrimaryRegion", Set.of("kms:PrimaryRegion")),
          Map.entry("kms:ReplicateKey", Set.of("kms:ReplicaRegion")),
          Map.entry("kms:ReEncryptFrom", Set.of("kms:ReEncryptOnSameKey")),
          Map.entry("kms:ReEncryptTo", Set.of("kms:ReEncryptOnSameKey")),
          Map.entry("kms:DisableKey", Set.of("kms:TrailingDaysWithoutKeyUsage")),
          Map.entry("kms:ScheduleKeyDeletion", Set.of("kms:TrailingDaysWithoutKeyUsage")),
          Map.entry(
              "kms:GetParametersForImport",
              Set.of("kms:WrappingAlgorithm", "kms:WrappingKeySpec")));

  private static Set<String> always(String action, KmsResource resource) {
    KeyPresence presence = KeyPresence.of(action, resource);
    Set<String> found = new TreeSet<>();
    for (ConditionKeyFacts one : CATALOGUE.conditionKeys()) {
      if (presence.isAlways(ConditionContext.name(one.name()))) {
        found.add(one.name());
      }
    }
    return found;
  }

  @Test
  @DisplayName("6.11: the list of rule 6.11 is the catalogue's presence *always*, action by action")
  void isAlways_everyAction_isTheList() {
    Map<String, Set<String>> expected = new TreeMap<>();
    Map<String, Set<String>> found = new TreeMap<>();
    for (KmsAction action : CATALOGUE.actions()) {
      Set<String> keys = new TreeSet<>(OF_EVERY_REQUEST);
      if (action.conditionKeys().contains("kms:KeySpec")) {
        keys.addAll(OF_KEYS);
      }
      keys.addAll(OF_OPERATIONS.getOrDefault(action.name(), Set.of()));
      expected.put(action.name(), keys);
      found.put(
          action.name(), always(action.name(), action.needsNoKey() ? new KmsResource.Any() : KEY));
    }
    assertThat(found).isEqualTo(expected);
  }

  @Test
  @DisplayName("5.11, 6.11: neither RetireGrant nor the check on an alias has the keys of a key")
  void isAlways_retireGrantAndAlias_hasNoKeysOfKms() {
    assertThat(always("kms:RetireGrant", KEY)).isEqualTo(new TreeSet<>(OF_EVERY_REQUEST));
    for (KmsAction action : CATALOGUE.actions()) {
      if (action.resources().contains(ResourceKind.ALIAS)) {
        assertThat(always(action.name(), ALIAS)).isEqualTo(new TreeSet<>(OF_EVERY_REQUEST));
      }
    }
    assertThat(always("kms:CreateKey", new KmsResource.Any())).containsAll(OF_KEYS);
  }

  @Test
  @DisplayName(
      "6.11: a service has the catalogue's keys but those of an identity and the transport")
  void isAlwaysPresent_service_isFewer() {
    RequestFacts facts =
        RequestFacts.of(
            CallerFacts.of(Caller.parse("logs.amazonaws.com")),
            "kms:Decrypt",
            ResourceFacts.of(KEY));
    Set<String> found = new TreeSet<>();
    for (ConditionKeyFacts one : CATALOGUE.conditionKeys()) {
      String name = ConditionContext.name(one.name());
      if (facts.isAlwaysPresent(name)) {
        found.add(one.name());
        assertThat(facts.get(name))
            .as(name)
            .isInstanceOfAny(ContextValue.Present.class, ContextValue.PresentUnknown.class);
      }
    }
    Set<String> expected = new TreeSet<>(OF_KEYS);
    expected.addAll(
        List.of(
            "aws:CurrentTime",
            "aws:EpochTime",
            "aws:RequestedRegion",
            "aws:ResourceAccount",
            "aws:PrincipalIsAWSService"));
    assertThat(found).isEqualTo(expected);
  }
}
