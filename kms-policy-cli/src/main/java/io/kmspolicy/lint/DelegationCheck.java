package io.kmspolicy.lint;

import io.kmspolicy.model.KmsResource;
import io.kmspolicy.model.PrincipalName;
import io.kmspolicy.model.ResourcePattern;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * IAM policies that allow something on keys whose key policies do not enable IAM policies of the
 * account. Needs to know which key a key policy belongs to, which the path of its file says.
 */
final class DelegationCheck {

  private final List<LintedPolicy> policies;
  private final Map<String, LintedPolicy> keyPolicies = new HashMap<>();

  DelegationCheck(List<LintedPolicy> policies) {
    this.policies = policies;
    for (LintedPolicy policy : policies) {
      if (policy.isKeyPolicy()) {
        Optional<KmsResource.Key> key = PolicyLayout.of(policy.text().source()).key();
        key.ifPresent(one -> keyPolicies.put(one.arn(), policy));
      }
    }
  }

  /** Reports into the report of each text. */
  void check(List<PolicyText> texts, List<Report> reports) {
    for (LintedPolicy policy : policies) {
      String account = PolicyLayout.of(policy.text().source()).account();
      if (policy.isIdentity() && !account.isEmpty()) {
        Report report = reports.get(texts.indexOf(policy.text()));
        policy.allows().forEach(view -> check(view, account, report));
      }
    }
  }

  private void check(StatementView view, String account, Report report) {
    for (ResourcePattern pattern : view.resourcePatterns()) {
      LintedPolicy key = keyPolicies.get(pattern.text());
      if (key != null && key.allows().noneMatch(one -> enables(one, view, account))) {
        report.add(
            LintRule.IAM_ALLOW_WITHOUT_EFFECT,
            view,
            pattern.location(),
            "this Allow has no effect on the key: its key policy does not let IAM policies of "
                + Words.quote(account)
                + " allow any of these actions",
            "allow the actions to the account or to the principal in "
                + Words.quote(key.text().source()));
      }
    }
  }

  private static boolean enables(StatementView key, StatementView view, String account) {
    boolean shared = view.actions().stream().anyMatch(action -> key.includes(action.name()));
    return shared
        && key.principals().stream()
            .anyMatch(
                name ->
                    name instanceof PrincipalName.Everyone
                        || name instanceof PrincipalName.EveryAwsPrincipal
                        || (name instanceof PrincipalName.Account one
                            && one.accountId().equals(account)));
  }
}
