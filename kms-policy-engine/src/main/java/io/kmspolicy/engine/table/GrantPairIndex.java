package io.kmspolicy.engine.table;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.combine.GrantGroups;
import io.kmspolicy.model.catalogue.EncryptionContextUse;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An inverted index of the grants of one group that list one operation, by their constraints. A
 * grant with encryption context pairs can cover a request only if the request contains each of
 * them, so a request is compared with the grants that {@link GrantPairs} holds at its own pairs
 * only, and with the grants without pairs that {@link GrantSources} holds at its source ARN.
 * Immutable.
 *
 * <p>Building takes time linear in the number of pairs.
 */
final class GrantPairIndex {

  /** With more names, the names of the request are looked up instead of all names. */
  private static final int FEW_NAMES = 16;

  private final List<Grant> all;
  private final boolean unlimited;

  /** The grants without pairs and source ARN. Of grants with equal results, one. */
  private final Grant[] others;

  /** The grants without pairs that demand a source ARN. */
  private final GrantSources sources;

  private final GrantPairs pairs;

  /** The names of pairs, in the order of the grants. */
  private final GrantPairs.Name[] names;

  /**
   * The index of some grants.
   *
   * @param grants the grants of the group that list the operation
   * @param use how the operation uses the encryption context
   * @param unlimited whether some of the grants covers every request
   */
  private GrantPairIndex(List<Grant> grants, EncryptionContextUse use, boolean unlimited) {
    this.all = List.copyOf(grants);
    this.unlimited = unlimited;
    List<Grant> paired = new ArrayList<>();
    List<Grant> unpaired = new ArrayList<>();
    List<Grant> sourced = new ArrayList<>();
    List<Terms> termsOfSourced = new ArrayList<>();
    Set<Terms> seen = new HashSet<>();
    for (Grant grant : grants) {
      if (isExcludedByPairs(grant, use)) {
        paired.add(grant);
      } else if (!grant.constraints().sourceArn().isEmpty()) {
        sourced.add(grant);
        termsOfSourced.add(Terms.of(grant, use));
      } else if (seen.add(Terms.of(grant, use))) {
        unpaired.add(grant);
      }
    }
    this.others = unpaired.toArray(new Grant[0]);
    this.sources = new GrantSources(sourced, termsOfSourced);
    this.pairs = GrantPairs.of(paired);
    this.names = pairs.names().toArray(new GrantPairs.Name[0]);
  }

  /** The index of the grants of a group that list an operation. */
  static GrantPairIndex of(GrantGroups.Group group, String operation, EncryptionContextUse use) {
    List<Grant> listing = new ArrayList<>();
    for (Grant grant : group.grants()) {
      if (grant.operations().contains(operation)) {
        if (CompiledGrants.isUnlimited(grant) && !operation.equals(CompiledGrants.CREATE_GRANT)) {
          return new GrantPairIndex(List.of(), use, true);
        }
        listing.add(grant);
      }
    }
    return new GrantPairIndex(listing, use, false);
  }

  /** Whether a request without the pairs of the grant never satisfies its constraints. */
  private static boolean isExcludedByPairs(Grant grant, EncryptionContextUse use) {
    return switch (use) {
      case HONORED, INHERITED -> !GrantPairs.pairs(grant).isEmpty();
      case IGNORED, NOT_APPLICABLE -> false;
    };
  }

  /**
   * What determines the result of a grant that no pair excludes, besides its source ARN.
   *
   * @param paired whether it has pairs, where the operation has no encryption context
   * @param exact whether its constraint demands an encryption context without pairs
   * @param operations its operations, where the operation creates another grant
   */
  private record Terms(boolean paired, boolean exact, List<String> operations) {

    static Terms of(Grant grant, EncryptionContextUse use) {
      boolean exact = grant.constraints().encryptionContext() instanceof ContextConstraint.EqualTo;
      return switch (use) {
        case HONORED -> new Terms(false, exact, List.of());
        case IGNORED -> new Terms(false, false, List.of());
        case INHERITED -> new Terms(false, exact, grant.operations());
        case NOT_APPLICABLE -> new Terms(!GrantPairs.pairs(grant).isEmpty(), false, List.of());
      };
    }
  }

  /** Whether some grant covers every request; then the index is empty. */
  boolean isUnlimited() {
    return unlimited;
  }

  /** All grants that the index was built from. */
  List<Grant> all() {
    return all;
  }

  /** Whether the constraints of some grant hold. */
  MatchResult match(GrantConstraintMatcher matcher, ConditionContext context) {
    MatchResult result = MatchResult.NO_MATCH;
    for (int i = 0; i < others.length && !result.isCertain(); i++) {
      StepCounter.step(context, i);
      result = result.or(matcher.of(others[i]));
    }
    result = sources.match(matcher, context, result);
    if (result.isCertain() || names.length == 0) {
      return result;
    }
    String prefix = GrantConstraintMatcher.CONTEXT_PREFIX;
    return names.length <= FEW_NAMES || context.mayHoldOthersUnder(prefix)
        ? matchAllNames(matcher, context, result)
        : matchNamesOfRequest(matcher, context, result);
  }

  private MatchResult matchAllNames(
      GrantConstraintMatcher matcher, ConditionContext context, MatchResult before) {
    MatchResult result = before;
    for (int i = 0; i < names.length && !result.isCertain(); i++) {
      StepCounter.step(context, i);
      result = names[i].match(context, matcher, result);
    }
    return result;
  }

  /** Looks up the names that the request contains, if all of them are known. */
  private MatchResult matchNamesOfRequest(
      GrantConstraintMatcher matcher, ConditionContext context, MatchResult before) {
    MatchResult result = before;
    for (String name : context.namesUnder(GrantConstraintMatcher.CONTEXT_PREFIX)) {
      GrantPairs.@Nullable Name found = pairs.named(name);
      if (found != null && !result.isCertain()) {
        result = found.match(context, matcher, result);
      }
    }
    return result;
  }
}
