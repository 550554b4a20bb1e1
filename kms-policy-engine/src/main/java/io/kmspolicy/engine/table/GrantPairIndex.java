package io.kmspolicy.engine.table;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.combine.GrantGroups;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.EncryptionContextUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An inverted index of the grants of one group that list one operation, by the encryption context
 * pairs of their constraints. A grant with pairs can cover a request only if the request contains
 * each of them, so the index holds a grant at one of its pairs, the one that the fewest grants
 * have. A request is compared with the grants at its own pairs only. Immutable.
 *
 * <p>Building takes time linear in the number of pairs. The maps have texts as keys, and {@code
 * HashMap} searches equal hash codes of texts in a tree.
 */
final class GrantPairIndex {

  /** With more names, the names of the request are looked up instead of all names. */
  private static final int FEW_NAMES = 16;

  private final List<Grant> all;
  private final boolean unlimited;

  /** The grants that no pair excludes. Of grants with equal results, one. */
  private final Grant[] others;

  /** The names of pairs, in the order of the grants. */
  private final Name[] names;

  /** The same names by condition key. */
  private final Map<String, Name> byKey;

  /** A linked list of the grants that are held at one pair. */
  private record Held(Grant grant, @Nullable Held next) {}

  /** The grants that are held at the pairs of one name. */
  private static final class Name {

    private final String key;
    private final List<Grant> grants = new ArrayList<>(1);
    private final Map<String, Held> byValue = new HashMap<>();

    Name(String key) {
      this.key = key;
    }

    void add(String value, Grant grant) {
      grants.add(grant);
      byValue.put(value, new Held(grant, byValue.get(value)));
    }

    MatchResult match(
        ConditionContext context, GrantConstraintMatcher matcher, MatchResult before) {
      ContextValue value = context.get(key);
      if (value instanceof ContextValue.Absent) {
        return before;
      }
      if (!(value instanceof ContextValue.Present present)) {
        return mayMatch(context, matcher, before);
      }
      MatchResult result = before;
      List<String> values = present.values();
      for (int i = 0; i < values.size(); i++) {
        Held held = byValue.get(values.get(i));
        for (int step = 0; held != null && !result.isCertain(); step++) {
          StepCounter.step(context, step);
          result = result.or(matcher.of(held.grant));
          held = held.next;
        }
      }
      return result;
    }

    /** With an unknown value, no grant matches for certain, so one possible grant is enough. */
    private MatchResult mayMatch(
        ConditionContext context, GrantConstraintMatcher matcher, MatchResult before) {
      for (int i = 0; before == MatchResult.NO_MATCH && i < grants.size(); i++) {
        StepCounter.step(context, i);
        if (!matcher.of(grants.get(i)).isImpossible()) {
          return MatchResult.INDETERMINATE;
        }
      }
      return before;
    }
  }

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
    List<Grant> excludable = new ArrayList<>();
    List<Grant> unpaired = new ArrayList<>();
    Map<String, Set<Terms>> seen = new HashMap<>();
    for (Grant grant : grants) {
      if (isExcludedByPairs(grant, use)) {
        excludable.add(grant);
      } else {
        String sourceArn = grant.constraints().sourceArn();
        Set<Terms> sameSource = seen.computeIfAbsent(sourceArn, unused -> new HashSet<>(2));
        if (sameSource.add(Terms.of(grant, use))) {
          unpaired.add(grant);
        }
      }
    }
    this.others = unpaired.toArray(new Grant[0]);
    this.byKey = byKey(excludable);
    this.names = byKey.values().toArray(new Name[0]);
  }

  /** The index of the grants of a group that list the operation of a request. */
  static GrantPairIndex of(GrantGroups.Group group, RequestAttributes attributes) {
    String operation = attributes.operation();
    EncryptionContextUse use =
        attributes.known().map(KmsAction::grantContext).orElse(EncryptionContextUse.HONORED);
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
      case HONORED, INHERITED -> !pairs(grant).isEmpty();
      case IGNORED, NOT_APPLICABLE -> false;
    };
  }

  /**
   * What determines the result of a grant without pairs, besides its source ARN.
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
        case NOT_APPLICABLE -> new Terms(!pairs(grant).isEmpty(), false, List.of());
      };
    }
  }

  private static Map<String, Name> byKey(List<Grant> grants) {
    Map<String, Map<String, Integer>> counts = counts(grants);
    Map<String, Name> byKey = new LinkedHashMap<>();
    Map<String, Name> bySpelling = new HashMap<>();
    for (Grant grant : grants) {
      Map.Entry<String, String> pair = rarest(pairs(grant), counts);
      bySpelling
          .computeIfAbsent(pair.getKey(), name -> byKey.computeIfAbsent(key(name), Name::new))
          .add(pair.getValue(), grant);
    }
    return byKey;
  }

  /** How many grants have each pair, by name and value. */
  private static Map<String, Map<String, Integer>> counts(List<Grant> grants) {
    Map<String, Map<String, Integer>> counts = new HashMap<>();
    for (Grant grant : grants) {
      Map<String, String> pairs = pairs(grant);
      if (pairs.size() > 1) {
        pairs.forEach(
            (name, value) ->
                counts
                    .computeIfAbsent(name, unused -> new HashMap<>())
                    .merge(value, 1, Integer::sum));
      }
    }
    return counts;
  }

  private static Map.Entry<String, String> rarest(
      Map<String, String> pairs, Map<String, Map<String, Integer>> counts) {
    Map.Entry<String, String> rarest = pairs.entrySet().iterator().next();
    int fewest = Integer.MAX_VALUE;
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      int count = counts.getOrDefault(pair.getKey(), Map.of()).getOrDefault(pair.getValue(), 0);
      if (count < fewest) {
        fewest = count;
        rarest = pair;
      }
    }
    return rarest;
  }

  /** The pairs of a grant's constraint; empty if it has none. */
  static Map<String, String> pairs(Grant grant) {
    ContextConstraint constraint = grant.constraints().encryptionContext();
    if (constraint instanceof ContextConstraint.EqualTo equal) {
      return equal.pairs();
    }
    return constraint instanceof ContextConstraint.Containing containing
        ? containing.pairs()
        : Map.of();
  }

  /** The condition key of a pair. */
  static String key(String name) {
    return ConditionContext.name(GrantConstraintMatcher.CONTEXT_PREFIX + name);
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
      String key = GrantConstraintMatcher.CONTEXT_PREFIX + name.toLowerCase(Locale.ROOT);
      @Nullable Name found = byKey.get(key);
      if (found != null && !result.isCertain()) {
        result = found.match(context, matcher, result);
      }
    }
    return result;
  }
}
