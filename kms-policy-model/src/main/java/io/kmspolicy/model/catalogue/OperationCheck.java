package io.kmspolicy.model.catalogue;

import java.util.List;
import java.util.Set;

/**
 * One authorization check of an operation.
 *
 * @param action the IAM action, of KMS or of another service
 * @param occasion the requests that need the check
 * @param resource the resource of the check
 * @param regionMember the request member that names the Region; empty for the endpoint's Region
 * @param authorities the kinds of policy or grant that can allow it
 * @param contextSets the groups of condition keys in its context
 * @param context the condition keys whose values come from members of the request
 * @param openKeys the condition keys that a client cannot know, because KMS itself calls another
 *     Region for this check; empty for a check of the caller's own call
 * @param confidence how well the check is supported
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
    Confidence confidence) {

  /** Copies the collections. */
  public OperationCheck {
    authorities = Set.copyOf(authorities);
    contextSets = Set.copyOf(contextSets);
    context = List.copyOf(context);
    openKeys = List.copyOf(openKeys);
  }

  /**
   * Whether KMS itself calls another Region for this check. The policy of the caller's VPC endpoint
   * may then not apply (rule 4.2).
   */
  public boolean isMadeByKms() {
    return !openKeys.isEmpty();
  }

  /** The requests that need a check. */
  public sealed interface Occasion {
    /** Every request. */
    record Always() implements Occasion {}

    /** Requests in which a member is present and not empty. */
    record Given(String member) implements Occasion {}

    /**
     * Requests in which a member has a value.
     *
     * @param member the member
     * @param value the value
     * @param orAbsent whether an absent member counts as this value
     */
    record Equal(String member, String value, boolean orAbsent) implements Occasion {}
  }
}
