package io.kmspolicy.lint.check;

import java.time.Clock;
import java.util.List;

/** All checks of policies. */
public final class PolicyChecks {

  /**
   * The checks in the order in which they run. {@link EffectCheck} comes after the checks of
   * elements: it reports that a statement never matches only where none of them reported why.
   */
  public static final List<PolicyCheck> ALL =
      List.of(
          new TextCheck(),
          new ActionCheck(),
          new ResourceCheck(),
          new ConditionKeyCheck(),
          new OperatorCheck(),
          new ValueCheck(),
          new WildcardCheck(),
          new ValueFormCheck(),
          new DateCheck(Clock.systemUTC()),
          new VariableCheck(),
          new ServiceNameCheck(),
          new ViaServiceCheck(),
          new PrincipalKeyCheck(),
          new ResourceControlCheck(),
          new EffectCheck(),
          new IdentityCheck(),
          new CreationCheck(),
          new KeyPolicyCheck(),
          new CrossAccountCheck(),
          new GrantCheck(),
          new ConfusedDeputyCheck(),
          new NeverSentCheck(),
          new BreadthCheck(),
          new ServiceDenyCheck());

  private PolicyChecks() {}
}
