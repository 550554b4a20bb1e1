package io.kmspolicy.engine.table;

import io.kmspolicy.engine.budget.StepCounter;
import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.catalogue.EncryptionContextUse;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * The constraints of a group of grants as one test of the context: it holds if the constraints of
 * some grant hold (rule 5.9). The test searches the grants by the pairs of the request ({@link
 * GrantPairIndex}). Immutable.
 */
public final class CompiledGrantGroup extends Formula.Atom {

  private final GrantPairIndex grants;
  private final RequestAttributes attributes;

  /** The keys that are compared with the source ARNs of the grants. */
  private final List<String> sourceKeys;

  CompiledGrantGroup(GrantPairIndex grants, RequestAttributes attributes) {
    this.grants = grants;
    this.attributes = attributes;
    this.sourceKeys = sourceKeys();
  }

  private List<String> sourceKeys() {
    List<String> keys = new ArrayList<>(0);
    if (grants.isSourced()) {
      if (attributes.isService()) { // the constraint is open for all other callers
        keys.add(ConditionContext.name(GrantConstraintMatcher.SOURCE_ARN));
      }
      if (usesContext() == EncryptionContextUse.INHERITED) {
        keys.add(ConditionContext.name(GrantConstraintMatcher.CHILD_SOURCE_ARN));
      }
    }
    return keys;
  }

  @Override
  public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
    return grants.match(new GrantConstraintMatcher(attributes, context), context);
  }

  /** Passes on each grant whose constraints are indeterminate in the context. */
  public void forEachOpen(ConditionContext context, Consumer<Grant> open) {
    GrantConstraintMatcher matcher = new GrantConstraintMatcher(attributes, context);
    for (Grant grant : grants.all()) {
      if (matcher.of(grant) == MatchResult.INDETERMINATE) {
        open.accept(grant);
      }
    }
  }

  /**
   * Whether one grant of the group covers the request; the group is the disjunction of its grants.
   */
  public MatchResult match(Grant grant, ConditionContext context) {
    StepCounter.spend(context, 1);
    return new GrantConstraintMatcher(attributes, context).of(grant);
  }

  /**
   * The keys that decide whether a grant covers the request, if it compares single pairs; empty if
   * it reads the whole encryption context or other keys (rule 5.9).
   */
  public Optional<Collection<String>> keysOf(Grant grant) {
    boolean pairsOnly = comparesPairs() && grant.constraints().sourceArn().isEmpty();
    if (!pairsOnly
        || !(grant.constraints().encryptionContext() instanceof ContextConstraint.Containing)) {
      return Optional.empty();
    }
    Set<String> keys = new LinkedHashSet<>(List.of(GrantConstraintMatcher.CONTEXT_KEYS));
    GrantConstraintMatcher.pairs(grant)
        .keySet()
        .forEach(
            name -> keys.add(ConditionContext.name(GrantConstraintMatcher.CONTEXT_PREFIX + name)));
    return Optional.of(keys);
  }

  /** Whether constraints are compared with the pairs of the request (rule 5.9). */
  public boolean comparesPairs() {
    return usesContext() == EncryptionContextUse.HONORED;
  }

  private EncryptionContextUse usesContext() {
    return attributes.known().map(KmsAction::grantContext).orElse(EncryptionContextUse.HONORED);
  }

  /** The grants, in the order of their list. */
  public List<Grant> grants() {
    return grants.all();
  }

  @Override
  public int cost() {
    return 80;
  }

  @Override
  public List<String> keys() {
    List<String> keys = new ArrayList<>();
    keys.add(GrantConstraintMatcher.CONTEXT_KEYS);
    keys.add(GrantConstraintMatcher.GRANT_OPERATIONS);
    keys.add(GrantConstraintMatcher.CONSTRAINT_TYPE);
    keys.addAll(sourceKeys);
    Set<String> names = new LinkedHashSet<>();
    grants.all().forEach(grant -> names.addAll(GrantConstraintMatcher.pairs(grant).keySet()));
    names.forEach(
        name -> keys.add(ConditionContext.name(GrantConstraintMatcher.CONTEXT_PREFIX + name)));
    return keys;
  }

  /** Reads all pairs of the encryption context, so the keys of the grants need not be listed. */
  @Override
  public boolean reads(String key) {
    return key.startsWith(GrantConstraintMatcher.CONTEXT_PREFIX)
        || key.equals(GrantConstraintMatcher.CONTEXT_KEYS)
        || key.equals(GrantConstraintMatcher.GRANT_OPERATIONS)
        || key.equals(GrantConstraintMatcher.CONSTRAINT_TYPE)
        || sourceKeys.contains(key);
  }

  @Override
  public boolean readsOnlyItsKeys() {
    return false; // reads all pairs of the encryption context
  }

  @Override
  public boolean isOpen() {
    return false;
  }

  @Override
  public String toString() {
    return grants.all().stream()
        .map(grant -> "grant " + grant.grantId())
        .collect(Collectors.joining(", "));
  }
}
