package io.kmspolicy.engine.table;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.combine.GrantGroups;
import io.kmspolicy.model.catalogue.EncryptionContextUse;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An inverted index of the grants of one group that list one operation, by their constraints. A
 * grant with encryption context pairs can cover a request only if the request contains each of
 * them, so a request is compared with the grants that {@link GrantPairs} holds at its own pairs
 * only, and with the grants without pairs that {@link GrantSources} holds at its source ARN.
 * Immutable.
 *
 * <p>Many grants that are held at one pair have an index of their own, by their other pairs. So a
 * request is not compared with grants of which it has one pair and not the others. Building takes
 * time linear in the number of pairs, for each of at most {@value #MAX_DEPTH} pairs of a grant.
 */
final class GrantPairIndex {

  /** KMS allows eight pairs in the constraint of a grant. */
  private static final int MAX_DEPTH = 8;

  /** With more names, the names of the request are looked up instead of all names. */
  private static final int FEW_NAMES = 16;

  private final List<Grant> all;
  private final boolean unlimited;

  /** Whether some grant demands a source ARN. */
  private final boolean sourced;

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
   * @param compared how constraints are compared with requests
   * @param unlimited whether some of the grants covers every request
   */
  private GrantPairIndex(List<Grant> grants, Compared compared, boolean unlimited) {
    this.all = List.copyOf(grants);
    this.unlimited = unlimited;
    List<Grant> paired = new ArrayList<>();
    List<Grant> unpaired = new ArrayList<>();
    List<Grant> fromSources = new ArrayList<>();
    List<Terms> termsOfSources = new ArrayList<>();
    Set<Terms> seen = new HashSet<>();
    boolean demandsSource = false;
    for (Grant grant : grants) {
      demandsSource |= !grant.constraints().sourceArn().isEmpty();
      if (compared.isExcludedByPairs(grant)) {
        paired.add(grant);
      } else if (!grant.constraints().sourceArn().isEmpty()) {
        fromSources.add(grant);
        termsOfSources.add(Terms.of(grant, compared));
      } else if (seen.add(Terms.of(grant, compared))) {
        unpaired.add(grant);
      }
    }
    this.sourced = demandsSource;
    this.others = unpaired.toArray(new Grant[0]);
    this.sources = new GrantSources(fromSources, termsOfSources);
    this.pairs = GrantPairs.of(paired, compared);
    this.names = pairs.names().toArray(new GrantPairs.Name[0]);
  }

  /** The index of the grants of a group that list an operation. */
  static GrantPairIndex of(GrantGroups.Group group, String operation, EncryptionContextUse use) {
    List<Grant> listing = new ArrayList<>();
    for (Grant grant : group.grants()) {
      if (grant.operations().contains(operation)) {
        if (CompiledGrants.isUnlimited(grant) && !operation.equals(CompiledGrants.CREATE_GRANT)) {
          return new GrantPairIndex(List.of(), Compared.all(use), true);
        }
        listing.add(grant);
      }
    }
    return new GrantPairIndex(listing, Compared.all(use), false);
  }

  /** The index of grants that are held at one pair, by their other pairs. */
  static GrantPairIndex of(List<Grant> held, Compared compared) {
    Map<Object, Grant> different = new LinkedHashMap<>();
    for (Grant grant : held) {
      boolean isInherited = compared.use() == EncryptionContextUse.INHERITED;
      List<String> operations = isInherited ? grant.operations() : List.of();
      different.putIfAbsent(List.of(grant.constraints(), operations), grant);
    }
    return new GrantPairIndex(List.copyOf(different.values()), compared, false);
  }

  /**
   * How an index compares constraints with requests.
   *
   * @param use how the operation uses the encryption context
   * @param found the names in lower case of the pairs at which the grants of the index were found
   * @param open those of them whose value in the request is unknown, so that the values of the
   *     grants do not matter
   */
  record Compared(EncryptionContextUse use, Set<String> found, Set<String> open) {

    private static Compared all(EncryptionContextUse use) {
      return new Compared(use, Set.of(), Set.of());
    }

    /** Compares grants that were found at one more name, or null if there are too many. */
    @Nullable Compared at(String name, boolean isOpen) {
      return found.size() == MAX_DEPTH
          ? null
          : new Compared(use, with(found, name), isOpen ? with(open, name) : open);
    }

    private static Set<String> with(Set<String> names, String name) {
      Set<String> more = new HashSet<>(names);
      more.add(name);
      return more;
    }

    /** The pairs of a grant by which it was not found yet. */
    Map<String, String> pairs(Grant grant) {
      Map<String, String> pairs = GrantConstraintMatcher.pairs(grant);
      if (found.isEmpty()) {
        return pairs;
      }
      Map<String, String> others = new LinkedHashMap<>(pairs);
      others.keySet().removeIf(name -> found.contains(LetterCase.lowerCase(name)));
      return others;
    }

    /** Whether a request without the other pairs of the grant never satisfies its constraints. */
    boolean isExcludedByPairs(Grant grant) {
      return switch (use) {
        case HONORED, INHERITED -> !pairs(grant).isEmpty();
        case IGNORED, NOT_APPLICABLE -> false;
      };
    }

    /** The pairs at which a grant was found; without values where these do not matter. */
    Map<String, String> foundPairs(Grant grant) {
      if (found.isEmpty()) {
        return Map.of();
      }
      Map<String, String> pairs = new HashMap<>(GrantConstraintMatcher.pairs(grant));
      pairs.replaceAll((name, value) -> open.contains(LetterCase.lowerCase(name)) ? "" : value);
      return pairs;
    }
  }

  /**
   * What determines the result of a grant that no pair excludes, besides its source ARN.
   *
   * @param paired whether it has pairs, where the operation has no encryption context
   * @param exact whether its constraint demands that there are no other pairs
   * @param found the pairs at which it was found
   * @param operations its operations, where the operation creates another grant
   */
  private record Terms(
      boolean paired, boolean exact, Map<String, String> found, List<String> operations) {

    static Terms of(Grant grant, Compared compared) {
      boolean exact = grant.constraints().encryptionContext() instanceof ContextConstraint.EqualTo;
      Map<String, String> found = compared.foundPairs(grant);
      return switch (compared.use()) {
        case HONORED -> new Terms(false, exact, found, List.of());
        case IGNORED -> new Terms(false, false, found, List.of());
        case INHERITED -> new Terms(false, exact, found, grant.operations());
        case NOT_APPLICABLE ->
            new Terms(!GrantConstraintMatcher.pairs(grant).isEmpty(), false, found, List.of());
      };
    }
  }

  /** Whether some grant covers every request; then the index is empty. */
  boolean isUnlimited() {
    return unlimited;
  }

  /** Whether some grant of the index demands a source ARN. */
  boolean isSourced() {
    return sourced;
  }

  /** All grants that the index was built from. */
  List<Grant> all() {
    return all;
  }

  /** Whether the constraints of some grant hold. */
  MatchResult match(GrantConstraintMatcher matcher, ConditionContext context) {
    return match(matcher, context, MatchResult.NO_MATCH);
  }

  /** Whether the constraints of some grant hold, joined with the result for other grants. */
  MatchResult match(GrantConstraintMatcher matcher, ConditionContext context, MatchResult before) {
    MatchResult result = before;
    for (int i = 0; i < others.length && !result.isMatch(); i++) {
      StepCounter.step(context, i);
      result = result.or(matcher.of(others[i]));
    }
    result = sources.match(matcher, context, result);
    if (result.isMatch() || names.length == 0) {
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
    for (int i = 0; i < names.length && !result.isMatch(); i++) {
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
      if (found != null && !result.isMatch()) {
        result = found.match(context, matcher, result);
      }
    }
    return result;
  }
}
