package io.kmspolicy.mapping;

import io.kmspolicy.model.catalogue.Authority;
import io.kmspolicy.model.catalogue.CheckedResource;
import io.kmspolicy.model.catalogue.ClientKnowledge;
import io.kmspolicy.model.catalogue.Confidence;
import io.kmspolicy.model.catalogue.ContextMapping;
import io.kmspolicy.model.catalogue.ContextMapping.WhenAbsent;
import io.kmspolicy.model.catalogue.ContextSet;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.OperationCheck;
import io.kmspolicy.model.text.LetterCase;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One check of an operation, with its mappings indexed by the lower-case condition key. */
public final class PlannedCheck {

  private static final char TEMPLATE = '$';
  private static final Set<String> ON_ONE_GRANT = Set.of("kms:RetireGrant", "kms:RevokeGrant");

  private final OperationCheck check;
  private final boolean onKey;
  private final boolean forIdentityPoliciesOnly;
  private final boolean onOneGrant;
  private final Set<String> omitted;
  private final Set<String> openKeys;
  private final Map<String, ContextMapping> mappings = new HashMap<>();
  private final Map<String, ContextMapping> templates = new HashMap<>();

  public PlannedCheck(OperationCheck check, KmsCatalogue catalogue) {
    this.check = check;
    this.onKey =
        !(check.resource() instanceof CheckedResource.None
            || check.resource() instanceof CheckedResource.Alias);
    this.forIdentityPoliciesOnly =
        onKey && check.authorities().equals(Set.of(Authority.IDENTITY_POLICY));
    this.onOneGrant = ON_ONE_GRANT.contains(check.action());
    this.openKeys =
        check.openKeys().stream()
            .map(LetterCase::lowerCase)
            .collect(Collectors.toUnmodifiableSet());
    this.omitted =
        Arrays.stream(ContextSet.values())
            .filter(set -> !check.contextSets().contains(set))
            .flatMap(set -> keysOf(set, catalogue))
            .filter(
                key -> check.contextSets().stream().noneMatch(set -> holds(set, key, catalogue)))
            .filter(key -> !isAbsentFromDirectCalls(key, catalogue))
            .collect(Collectors.toUnmodifiableSet());
    for (ContextMapping mapping : check.context()) {
      String key = LetterCase.lowerCase(mapping.key());
      int template = key.indexOf(TEMPLATE);
      if (template < 0) {
        mappings.put(key, mapping);
      } else {
        templates.put(key.substring(0, template), mapping);
      }
    }
  }

  private static Stream<String> keysOf(ContextSet set, KmsCatalogue catalogue) {
    return catalogue.keysOf(set).stream().map(LetterCase::lowerCase);
  }

  private static boolean holds(ContextSet set, String key, KmsCatalogue catalogue) {
    return keysOf(set, catalogue).anyMatch(key::equals);
  }

  private static boolean isAbsentFromDirectCalls(String key, KmsCatalogue catalogue) {
    return catalogue
        .conditionKey(key)
        .filter(facts -> facts.knowledge() == ClientKnowledge.ABSENT)
        .isPresent();
  }

  public OperationCheck check() {
    return check;
  }

  Map<String, ContextMapping> mappings() {
    return mappings;
  }

  /** The mappings of templates, by the fixed part in front of the varying one. */
  Map<String, ContextMapping> templates() {
    return templates;
  }

  /**
   * Whether the value of a condition key comes from the members of the request.
   *
   * @param key the key's name in lower case
   */
  public boolean readsRequestFor(String key) {
    if (mappings.containsKey(key)) {
      return true;
    }
    for (String prefix : templates.keySet()) {
      if (key.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether a value is the default of a parameter of which AWS does not confirm that its condition
   * key is present if the parameter is not sent (rule 5.25).
   *
   * @param key the key's name in lower case
   */
  public boolean isUnconfirmedDefault(String key, String value) {
    ContextMapping mapping = mappings.get(key);
    return mapping != null
        && mapping.whenAbsent() == WhenAbsent.DEFAULT
        && mapping.confidence() == Confidence.UNCONFIRMED
        && mapping.defaultValue().equals(value);
  }

  /**
   * Whether AWS does not say that the check brings a key, although the checks on keys bring it: on
   * a new key, or on a key in another Region.
   *
   * @param key the key's name in lower case
   */
  boolean omits(String key) {
    return onKey && omitted.contains(key);
  }

  /**
   * Whether neither a client nor a record can tell the key, because KMS makes the check in another
   * Region (rule 4.2).
   *
   * @param key the key's name in lower case
   */
  public boolean leavesOpen(String key) {
    return openKeys.contains(key);
  }

  /** Whether KMS makes the check itself, so that the caller's VPC endpoint may have no say. */
  public boolean isMadeByKms() {
    return check.isMadeByKms();
  }

  /** Whether the check belongs to every call of the operation. */
  public boolean isAlwaysNeeded() {
    return check.occasion() instanceof OperationCheck.Occasion.Always;
  }

  public boolean isOnKey() {
    return onKey;
  }

  /** Whether the request may name one of the key's grants. */
  public boolean isOnOneGrant() {
    return onOneGrant;
  }

  /**
   * Whether the compiled form decides the check: rows do not cover checks on one grant, on a new
   * key, and in another Region.
   *
   * @param grantId the id of the grant in the request; empty if there is none
   */
  public boolean isDecidedByRows(String grantId) {
    return !forIdentityPoliciesOnly && !isMadeByKms() && grantId.isEmpty();
  }

  /** Whether the check is on a key, but its key policy does not apply. */
  public boolean isForIdentityPoliciesOnly() {
    return forIdentityPoliciesOnly;
  }
}
