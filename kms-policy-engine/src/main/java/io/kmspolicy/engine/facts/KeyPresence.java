package io.kmspolicy.engine.facts;

import io.kmspolicy.model.catalogue.ClientKnowledge;
import io.kmspolicy.model.catalogue.ConditionKeyFacts;
import io.kmspolicy.model.catalogue.ConditionKeyFacts.Source;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which condition keys the requests for an action carry, as far as AWS documents it: always,
 * perhaps, or never (rules 5.10, 5.11, 6.11). Immutable, one for each action and kind of resource.
 */
final class KeyPresence {

  /** The kinds of resource on which actions are checked. */
  private enum Kind {
    KEY,
    ALIAS,
    NONE;

    static Kind of(KmsResource resource) {
      if (resource instanceof KmsResource.Any) {
        return NONE;
      }
      return resource instanceof KmsResource.Alias ? ALIAS : KEY;
    }
  }

  private record Check(String action, Kind kind) {}

  private static final String KMS = "kms:";

  /** Actions of the catalogue, and one for all others: the map is bounded. */
  private static final Map<Check, KeyPresence> KNOWN = new ConcurrentHashMap<>();

  private final KmsCatalogue catalogue = KmsCatalogue.bundled();
  private final Optional<KmsAction> action;
  private final Set<String> listed;
  private final Kind kind;

  private KeyPresence(Optional<KmsAction> action, Kind kind) {
    this.action = action;
    this.kind = kind;
    this.listed = action.map(known -> Set.copyOf(known.conditionKeys())).orElse(Set.of());
  }

  /**
   * The keys of the requests for an action.
   *
   * @param action an action in any letter case; of one that KMS does not have, only what holds for
   *     all requests is known
   */
  static KeyPresence of(String action, KmsResource resource) {
    Optional<KmsAction> known = KmsCatalogue.bundled().action(action);
    Check check = new Check(known.map(KmsAction::name).orElse(""), Kind.of(resource));
    return KNOWN.computeIfAbsent(check, unused -> new KeyPresence(known, check.kind()));
  }

  /** Whether the check is on a key. */
  boolean isOnKey() {
    return kind == Kind.KEY;
  }

  /**
   * Whether the requests bring the properties of the key that they are checked on. Those for a new
   * key, {@code kms:CreateKey}, bring what they ask for instead (rule 5.10).
   */
  boolean bringsKeyProperties() {
    return isOnKey()
        && lists(DerivedKey.KEY_SPEC)
        && action.filter(known -> !known.needsNoKey()).isPresent();
  }

  /** Whether AWS lists a key of KMS for the action. */
  boolean lists(DerivedKey key) {
    return listed.contains(key.spelling());
  }

  /** Whether the check is on an alias, which has no condition key of KMS (rule 5.11). */
  boolean excludes(String name) {
    return kind == Kind.ALIAS && name.startsWith(KMS);
  }

  /**
   * Whether every request that an account's caller makes for the action carries a key.
   *
   * @param name the key in lower case
   */
  boolean isAlways(String name) {
    return !excludes(name)
        && catalogue
            .conditionKey(name)
            .filter(ConditionKeyFacts::alwaysPresent)
            .filter(facts -> facts.everyAction() || isListed(facts))
            .isPresent();
  }

  /**
   * What the catalogue says of a key that nothing else determines.
   *
   * @param isDirect whether the caller's own client sends the request
   */
  ContextValue get(String name, boolean isDirect) {
    if (excludes(name)) {
      return ContextValue.absent();
    }
    return catalogue
        .conditionKey(name)
        .map(facts -> of(facts, isDirect))
        .orElse(ContextValue.unknown());
  }

  private ContextValue of(ConditionKeyFacts facts, boolean isDirect) {
    if (isDirect && facts.knowledge() == ClientKnowledge.ABSENT) {
      return ContextValue.absent();
    }
    boolean isOfResource = facts.sources().contains(Source.RESOURCE);
    if (isOfResource && kind == Kind.ALIAS && !facts.everyAction()) {
      return ContextValue.absent(); // the keys of the action are those of its check on the key
    }
    if (facts.everyAction() || isListed(facts)) {
      return facts.alwaysPresent() ? ContextValue.presentUnknown() : ContextValue.unknown();
    }
    if (isOfResource) {
      return isOnKey() || action.isEmpty() ? ContextValue.unknown() : ContextValue.absent();
    }
    boolean isForeign =
        facts.sources().contains(Source.REQUEST)
            && action.map(KmsAction::conditionKeysKnown).orElse(false);
    return isForeign ? ContextValue.absent() : ContextValue.unknown();
  }

  private boolean isListed(ConditionKeyFacts facts) {
    return listed.contains(facts.aliasOf().isEmpty() ? facts.name() : facts.aliasOf());
  }
}
