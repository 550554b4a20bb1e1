package io.kmspolicy.model.catalogue;

import java.util.List;
import java.util.Set;

/**
 * One authorization that an operation needs.
 *
 * @param action the action, of {@code kms:} or of another service
 * @param occasion which requests need it
 * @param resource what it is checked on
 * @param regionMember the request member that names the Region; empty for that of the endpoint
 * @param authorities what can allow it
 * @param contextSets the groups of condition keys that it carries
 * @param context the condition keys that the request's members feed
 * @param openKeys the condition keys of which a client cannot tell, because KMS makes the check
 *     itself in another Region; empty for a check of the caller's own call
 * @param withoutKmsKeys whether no condition key of KMS applies
 * @param confidence how well it is supported
 */
public record OperationCheck(
    String action,
    Occasion occasion,
    CheckedResource resource,
    String regionMember,
    Set<Authority> authorities,
    Set<ContextSet> contextSets,
    List<ContextMapping> context,
    List<String> openKeys,
    boolean withoutKmsKeys,
    Confidence confidence) {

  /** Copies the collections. */
  public OperationCheck {
    authorities = Set.copyOf(authorities);
    contextSets = Set.copyOf(contextSets);
    context = List.copyOf(context);
    openKeys = List.copyOf(openKeys);
  }

  /**
   * Whether KMS makes the check itself in another Region, so that the caller's VPC endpoint may
   * have no say (rule 4.2).
   */
  public boolean isMadeByKms() {
    return !openKeys.isEmpty();
  }

  /** Which requests need a check. */
  public sealed interface Occasion {
    /** Every request. */
    record Always() implements Occasion {}

    /** Requests in which a member is given and not empty. */
    record Given(String member) implements Occasion {}

    /**
     * Requests in which a member has a value.
     *
     * @param member the member
     * @param value the value
     * @param orAbsent whether leaving the member out means the same
     */
    record Equal(String member, String value, boolean orAbsent) implements Occasion {}
  }
}
