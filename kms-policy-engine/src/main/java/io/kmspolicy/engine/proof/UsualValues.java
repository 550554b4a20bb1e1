package io.kmspolicy.engine.proof;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Map;
import java.util.Optional;

/**
 * Values for the keys that every request has (rule 6.11), where a request needs no certain one: it
 * has them all the same. They are fixed, so that an answer does not depend on the day.
 */
final class UsualValues {

  private static final String SOME_TIME = "2026-01-01T00:00:00Z";

  private static final Map<String, DerivedKey> OLDER_NAMES =
      Map.of(
          DerivedKey.KEY_SPEC.keyName(), DerivedKey.CUSTOMER_MASTER_KEY_SPEC,
          DerivedKey.KEY_USAGE.keyName(), DerivedKey.CUSTOMER_MASTER_KEY_USAGE);

  private static final Map<String, String> TEXTS =
      Map.of(
          DerivedKey.KEY_SPEC.keyName(),
          "SYMMETRIC_DEFAULT",
          DerivedKey.KEY_USAGE.keyName(),
          "ENCRYPT_DECRYPT",
          DerivedKey.SECURE_TRANSPORT.keyName(),
          "true",
          DerivedKey.USER_AGENT.keyName(),
          "aws-cli",
          DerivedKey.CURRENT_TIME.keyName(),
          SOME_TIME,
          "kms:primaryregion",
          "us-east-1",
          "kms:replicaregion",
          "us-east-1");

  private UsualValues() {}

  /**
   * A value of a key.
   *
   * @param name the key in lower case
   * @param chosen the values of the request that are chosen
   */
  static ContextValue of(
      String name, Caller caller, KmsResource.Owned resource, Map<String, ContextValue> chosen) {
    DerivedKey older = OLDER_NAMES.get(name);
    if (older != null && chosen.get(older.keyName()) instanceof ContextValue.Present same) {
      return same;
    }
    if (name.equals(DerivedKey.CURRENT_TIME.keyName())
        && chosen.get(DerivedKey.EPOCH_TIME.keyName()) instanceof ContextValue.Present seconds) {
      return ConsistentRules.instant(seconds);
    }
    if (name.equals(DerivedKey.EPOCH_TIME.keyName())) {
      return ConsistentRules.seconds(
          chosen.getOrDefault(DerivedKey.CURRENT_TIME.keyName(), ContextValue.of(SOME_TIME)));
    }
    return ContextValue.of(text(name, caller, resource, chosen));
  }

  private static String text(
      String name, Caller caller, KmsResource.Owned resource, Map<String, ContextValue> chosen) {
    if (name.equals(DerivedKey.VIA_AWS_SERVICE.keyName())) {
      return Boolean.toString(
          chosen.get(DerivedKey.VIA_SERVICE.keyName()) instanceof ContextValue.Present);
    }
    if (name.equals(DerivedKey.REQUESTED_REGION.keyName())) {
      return resource.region();
    }
    if (name.equals(DerivedKey.USER_ID.keyName())) {
      return caller instanceof Caller.RoleSession session
          ? "AROAANOTHEREXAMPLEID2:" + session.sessionName()
          : "AIDAANOTHEREXAMPLEID2";
    }
    return Optional.ofNullable(TEXTS.get(name)).orElseGet(() -> ofCatalogue(name));
  }

  private static String ofCatalogue(String name) {
    Optional<ConditionKeyFacts> facts = KmsCatalogue.bundled().conditionKey(name);
    return facts
        .flatMap(known -> known.values().stream().findFirst())
        .orElseGet(
            () ->
                facts
                    .map(
                        known ->
                            switch (known.type()) {
                              case BOOL -> "false";
                              case NUMERIC -> "0";
                              default -> "another";
                            })
                    .orElse("another"));
  }
}
