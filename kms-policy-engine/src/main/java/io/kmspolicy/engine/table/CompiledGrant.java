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

/** Whether a grant covers a request, as a test of the context (rule 5.9). */
public final class CompiledGrant extends Formula.Test {

  private static final String CREATE_GRANT = "CreateGrant";

  private final Grant grant;
  private final RequestAttributes facts;

  private CompiledGrant(Grant grant, RequestAttributes facts) {
    this.grant = grant;
    this.facts = facts;
  }

  /**
   * The grants of a key as formulas for one request.
   *
   * @param open collects those that the context decides
   */
  public record Cover(RequestAttributes facts, List<CompiledGrant> open)
      implements GrantEvaluator.Cover<Formula> {
    @Override
    public Formula of(Grant grant) {
      Formula covered = CompiledGrant.of(grant, facts);
      if (covered instanceof CompiledGrant formula) {
        open.add(formula);
      }
      return covered;
    }

    @Override
    public Formula unknown() {
      return Constant.of(facts.unknownGrants());
    }
  }

  private static Formula of(Grant grant, RequestAttributes facts) {
    if (!grant.operations().contains(facts.operation())) {
      return Constant.NO_MATCH;
    }
    boolean settled = isUnlimited(grant) && !facts.operation().equals(CREATE_GRANT);
    return settled ? Constant.MATCH : new CompiledGrant(grant, facts);
  }

  public Grant grant() {
    return grant;
  }

  /** Whether a grant covers all its operations whatever the request holds. */
  public static boolean isFree(Grant grant) {
    return isUnlimited(grant) && !grant.operations().contains(CREATE_GRANT);
  }

  private static boolean isUnlimited(Grant grant) {
    return grant.constraints().encryptionContext() instanceof ContextConstraint.None
        && grant.constraints().sourceArn().isEmpty();
  }

  @Override
  public MatchResult evaluate(ConditionContext context, MatchResult emptyIsNull) {
    return new GrantConstraintMatcher(facts, context).of(grant);
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
    return false; // all pairs of the encryption context count
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
