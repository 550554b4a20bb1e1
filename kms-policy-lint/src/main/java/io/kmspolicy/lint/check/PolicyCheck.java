package io.kmspolicy.lint.check;

import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.rule.LintRule;
import java.util.List;

/** The analysis behind one rule or several related rules, for one policy. Stateless. */
public interface PolicyCheck {

  /**
   * The checks in the order in which they run. {@link EffectCheck} comes after the checks of
   * elements: it reports that a statement never matches only where none of them reported why.
   */
  List<PolicyCheck> ALL =
      List.of(
          new TextCheck(),
          new ActionCheck(),
          new ResourceCheck(),
          new ConditionKeyCheck(),
          new OperatorCheck(),
          new ValueCheck(),
          new ViaServiceCheck(),
          new EffectCheck(),
          new IdentityCheck(),
          new CreationCheck(),
          new KeyPolicyCheck(),
          new CrossAccountCheck(),
          new GrantCheck(),
          new ServiceDenyCheck());

  /** The rules that this check reports. */
  List<LintRule> rules();

  /** Adds the findings in a policy to the report. */
  void check(LintedPolicy policy, Report report);
}
