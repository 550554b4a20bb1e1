package io.kmspolicy.engine.table;

import io.kmspolicy.engine.combine.GrantConstraintMatcher;
import io.kmspolicy.engine.combine.GrantEvaluator;
import io.kmspolicy.engine.match.RequestAttributes;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantConstraints.ContextConstraint;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.MatchResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The constraints of a grant as a test of the context (rule 5.9). */
public final class CompiledGrant extends Formula.Atom {

  private static final String CREATE_GRANT = "CreateGrant";

  private final Grant grant;
  private final RequestAttributes attributes;

  private CompiledGrant(Grant grant, RequestAttributes attributes) {
    this.grant = grant;
    this.attributes = attributes;
  }

  /**
   * The grants of a key as formulas for one request.
   *
   * @param open collects the grants whose coverage depends on the context
   */
  public record Cover(RequestAttributes attributes, List<CompiledGrant> open)
      implements GrantEvaluator.Cover<Formula> {
    @Override
    public Formula of(Grant grant) {
      Formula covered = CompiledGrant.of(grant, attributes);
      if (covered instanceof CompiledGrant formula) {
        open.add(formula);
      }
      return covered;
    }

    @Override
    public Formula unknown() {
      return Constant.of(attributes.unknownGrants());
    }
  }

  private static Formula of(Grant grant, RequestAttributes attributes) {
    if (!grant.operations().contains(attributes.operation())) {
      return Constant.NO_MATCH;
    }
    boolean isConstant = isUnlimited(grant) && !attributes.operation().equals(CREATE_GRANT);
    return isConstant ? Constant.MATCH : new CompiledGrant(grant, attributes);
  }

  public Grant grant() {
    return grant;
  }

  /** Whether a grant covers all its operations for every context. */
  public static boolean isFree(Grant grant) {
    return isUnlimited(grant) && !grant.operations().contains(CREATE_GRANT);
  }

  private static boolean isUnlimited(Grant grant) {
    return grant.constraints().encryptionContext() instanceof ContextConstraint.None
        && grant.constraints().sourceArn().isEmpty();
  }

  @Override
  public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
    return new GrantConstraintMatcher(attributes, context).of(grant);
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
    ContextConstraint constraint = grant.constraints().encryptionContext();
    if (constraint instanceof ContextConstraint.EqualTo equal) {
      equal.pairs().keySet().forEach(name -> keys.add(pairKey(name)));
    } else if (constraint instanceof ContextConstraint.Containing containing) {
      containing.pairs().keySet().forEach(name -> keys.add(pairKey(name)));
    }
    return keys;
  }

  private static String pairKey(String name) {
    return GrantConstraintMatcher.CONTEXT_PREFIX + name.toLowerCase(Locale.ROOT);
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
    return "grant " + grant.grantId();
  }
}
