package io.kmspolicy.engine.combine;

import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.engine.value.ArnMatcher;
import io.kmspolicy.engine.value.Glob;
import io.kmspolicy.model.catalogue.EncryptionContextUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.MatchResult;
import io.kmspolicy.model.text.LetterCase;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Matches a request against the constraints of grants (rules 5.9, 5.16). Reads the names of the
 * request's pairs once, regardless of the number of grants. Not thread-safe.
 */
public final class GrantConstraintMatcher implements GrantEvaluator.Cover<MatchResult> {

  public static final String CONTEXT_PREFIX = "kms:encryptioncontext:";
  public static final String CONTEXT_KEYS = "kms:encryptioncontextkeys";
  public static final String GRANT_OPERATIONS = "kms:grantoperations";
  public static final String CONSTRAINT_TYPE = "kms:grantconstrainttype";
  public static final String SOURCE_ARN = "aws:sourcearn";
  public static final String CHILD_SOURCE_ARN = "kms:grantconstraintsourcearn";
  private static final String EQUALS = "EncryptionContextEquals";
  private static final String SUBSET = "EncryptionContextSubset";

  /** After so many lookups of pairs, knowing those of the request saves more than it costs. */
  private static final int MANY = 64;

  private final RequestAttributes attributes;
  private final ConditionContext context;

  /** The name of the operation in grants, made at the first grant. */
  private @Nullable String operation;

  /** The names of the pairs of the request, read at the first grant that needs them. */
  private @Nullable SpelledNames pairNames;

  /** Made when many pairs were looked up: most requests meet few grants. */
  private @Nullable KnownPairs pairs;

  private int lookups;

  /** The values of {@link #CONTEXT_KEYS}, read at the first grant that needs them. */
  private @Nullable SpelledNames listedNames;

  public GrantConstraintMatcher(RequestAttributes attributes, ConditionContext context) {
    this.attributes = attributes;
    this.context = context;
  }

  /** Whether some grant of the group covers the request. */
  @Override
  public MatchResult of(GrantGroups.Group group) {
    MatchResult result = MatchResult.NO_MATCH;
    for (Grant grant : group.grants()) {
      result = result.or(of(grant));
    }
    return result;
  }

  /** Whether the grant lists the operation and the request satisfies its constraints. */
  public MatchResult of(Grant grant) {
    return grant.operations().contains(operation()) ? match(grant) : MatchResult.NO_MATCH;
  }

  private String operation() {
    String known = operation;
    if (known == null) {
      known = attributes.operation();
      operation = known;
    }
    return known;
  }

  @Override
  public MatchResult unknown() {
    return attributes.unknownGrants();
  }

  private MatchResult match(Grant grant) {
    EncryptionContextUse use =
        attributes.known().map(KmsAction::grantContext).orElse(EncryptionContextUse.HONORED);
    ContextConstraint constraint = grant.constraints().encryptionContext();
    MatchResult pairs =
        switch (use) {
          case HONORED -> matchRequest(constraint);
          case IGNORED -> MatchResult.MATCH;
          case INHERITED -> matchChild(grant, constraint);
          case NOT_APPLICABLE -> MatchResult.of(constraint.pairs().isEmpty());
        };
    return pairs.and(matchSourceArn(grant.constraints().sourceArn()));
  }

  private MatchResult matchRequest(ContextConstraint constraint) {
    if (constraint instanceof ContextConstraint.Containing containing) {
      return contains(containing.pairs());
    }
    if (constraint instanceof ContextConstraint.EqualTo equal) {
      MatchResult contained = contains(equal.pairs());
      MatchResult exact =
          contained.isNoMatch() ? contained : contained.and(holdsNoOther(equal.pairs()));
      // The meaning of an empty constraint is not documented.
      return equal.pairs().isEmpty() ? exact.or(MatchResult.INDETERMINATE) : exact;
    }
    return MatchResult.MATCH;
  }

  private MatchResult contains(Map<String, String> pairs) {
    MatchResult result = MatchResult.MATCH;
    for (Map.Entry<String, String> pair : pairs.entrySet()) {
      result = result.and(contains(pair.getKey(), pair.getValue()));
    }
    return result;
  }

  private MatchResult contains(String key, String value) {
    ContextValue actual = valueOf(key);
    if (actual instanceof ContextValue.Absent) {
      return MatchResult.NO_MATCH;
    }
    if (!(actual instanceof ContextValue.Present present)) {
      return MatchResult.INDETERMINATE;
    }
    if (!present.values().contains(value)) {
      return MatchResult.NO_MATCH;
    }
    // A key in another letter case may match by the documentation; two such keys share their values
    // in the context.
    boolean exact = present.values().size() == 1 && isSpelled(key);
    return exact ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }

  private ContextValue valueOf(String name) {
    ContextValue known = null;
    if (lookups < MANY) {
      lookups++;
    } else {
      known = pairs().find(name);
    }
    return known == null ? context.get(CONTEXT_PREFIX + LetterCase.lowerCase(name)) : known;
  }

  private KnownPairs pairs() {
    KnownPairs known = pairs;
    if (known == null) {
      known = KnownPairs.of(context);
      pairs = known;
    }
    return known;
  }

  private boolean isSpelled(String key) {
    SpelledNames listed = listedNames();
    if (listed != null && listed.containsIgnoringCase(key)) {
      return listed.contains(key);
    }
    return pairNames().contains(key);
  }

  private MatchResult holdsNoOther(Map<String, String> pairs) {
    if (!pairNames().areAllIn(pairs.keySet())) {
      return MatchResult.NO_MATCH;
    }
    SpelledNames listed = listedNames();
    if (listed != null) {
      return MatchResult.of(listed.areAllIn(pairs.keySet()));
    }
    boolean complete =
        context.get(CONTEXT_KEYS) instanceof ContextValue.Absent
            && !context.mayHoldOthersUnder(CONTEXT_PREFIX);
    return complete ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }

  private SpelledNames pairNames() {
    SpelledNames names = pairNames;
    if (names == null) {
      names = new SpelledNames(context.namesUnder(CONTEXT_PREFIX));
      pairNames = names;
    }
    return names;
  }

  /** The names that the request lists; null if it lists none or they are not known. */
  private @Nullable SpelledNames listedNames() {
    ContextValue keys = context.get(CONTEXT_KEYS);
    if (!(keys instanceof ContextValue.Present present)) {
      return null;
    }
    SpelledNames names = listedNames;
    if (names == null) {
      names = new SpelledNames(present.values());
      listedNames = names;
    }
    return names;
  }

  /**
   * A grant that is created through a grant must not allow more operations or have weaker
   * constraints (rule 5.16).
   */
  private MatchResult matchChild(Grant parent, ContextConstraint constraint) {
    return matchChildOperations(parent.operations())
        .and(matchChildConstraint(constraint))
        .and(matchChildSourceArn(parent.constraints().sourceArn()));
  }

  private MatchResult matchChildOperations(List<String> operations) {
    return context.get(GRANT_OPERATIONS) instanceof ContextValue.Present present
        ? MatchResult.of(operations.containsAll(present.values()))
        : MatchResult.INDETERMINATE;
  }

  private MatchResult matchChildConstraint(ContextConstraint parent) {
    if (parent instanceof ContextConstraint.EqualTo equal) {
      MatchResult isKept = childIs(EQUALS).and(matchRequest(parent));
      return equal.pairs().isEmpty() ? isKept.or(MatchResult.INDETERMINATE) : isKept;
    }
    return parent.pairs().isEmpty() // A request without encryption context satisfies it.
        ? MatchResult.MATCH
        : childIs(EQUALS).or(childIs(SUBSET)).and(matchRequest(parent));
  }

  private MatchResult childIs(String type) {
    ContextValue value = context.get(CONSTRAINT_TYPE);
    if (value instanceof ContextValue.Present present) {
      return MatchResult.of(present.values().contains(type));
    }
    return value instanceof ContextValue.Absent ? MatchResult.NO_MATCH : MatchResult.INDETERMINATE;
  }

  /** Only the general rule covers whether a child grant must keep the source ARN. */
  private MatchResult matchChildSourceArn(String sourceArn) {
    if (sourceArn.isEmpty()) {
      return MatchResult.MATCH;
    }
    boolean isKept =
        context.get(CHILD_SOURCE_ARN) instanceof ContextValue.Present present
            && present.values().equals(List.of(sourceArn));
    return isKept ? MatchResult.MATCH : MatchResult.INDETERMINATE;
  }

  private MatchResult matchSourceArn(String sourceArn) {
    if (sourceArn.isEmpty() || attributes.isRetireGrant()) {
      return MatchResult.MATCH;
    }
    if (!attributes.isService()) {
      // Documented only for calls by a service; the result for other callers is not documented.
      return MatchResult.INDETERMINATE;
    }
    ContextValue value = context.get(SOURCE_ARN);
    if (value instanceof ContextValue.Present present && present.values().size() == 1) {
      String source = present.values().get(0);
      return isPattern(sourceArn)
          ? new ArnMatcher(Glob.parse(sourceArn)).like(source, MatchResult.NO_MATCH)
          : MatchResult.of(sourceArn.equals(source) && ArnMatcher.isArn(source));
    }
    return value instanceof ContextValue.Absent ? MatchResult.NO_MATCH : MatchResult.INDETERMINATE;
  }

  /**
   * Passes on each key in lower case that the constraints and operations of a grant read, with each
   * text that they compare its value with; a source ARN may be a pattern ({@link #isPattern}).
   */
  public static void forEachText(Grant grant, BiConsumer<String, String> texts) {
    pairs(grant)
        .forEach(
            (name, value) -> {
              texts.accept(CONTEXT_PREFIX + LetterCase.lowerCase(name), value);
              texts.accept(CONTEXT_KEYS, name);
            });
    grant.operations().forEach(operation -> texts.accept(GRANT_OPERATIONS, operation));
    texts.accept(CONSTRAINT_TYPE, EQUALS);
    texts.accept(CONSTRAINT_TYPE, SUBSET);
    String sourceArn = grant.constraints().sourceArn();
    if (!sourceArn.isEmpty()) {
      texts.accept(SOURCE_ARN, sourceArn);
      texts.accept(CHILD_SOURCE_ARN, sourceArn);
    }
  }

  /** The pairs that the constraint of a grant names. */
  public static Map<String, String> pairs(Grant grant) {
    return grant.constraints().encryptionContext().pairs();
  }

  /** Whether a source ARN has wildcards. One without them matches the same text only. */
  public static boolean isPattern(String sourceArn) {
    return sourceArn.indexOf('*') >= 0 || sourceArn.indexOf('?') >= 0;
  }

  /**
   * The source ARN of the request, if it is compared with those of grants: the caller is a service,
   * and the ARN is known. Null if the result is the same for all source ARNs of grants.
   */
  public @Nullable String comparedSource() {
    return attributes.isService()
            && context.get(SOURCE_ARN) instanceof ContextValue.Present present
            && present.values().size() == 1
        ? present.values().get(0)
        : null;
  }
}
