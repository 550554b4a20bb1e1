package io.kmspolicy.lint.check;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.StatementAnalysis;
import io.kmspolicy.lint.analysis.LintedPolicy;
import io.kmspolicy.lint.analysis.StatementView;
import io.kmspolicy.lint.document.PolicyLayout;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.rule.LintRule;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Reports Allow statements of IAM policies on keys whose key policies do not enable IAM policies.
 * The paths of the files define the key of a key policy and the principal of an identity policy
 * ({@link PolicyLayout}). The reference evaluation names the candidates: an Allow has no effect if
 * the principal is certainly denied with the key policy and this Allow alone, and an unknown
 * context. A proof confirms each.
 */
public final class DelegationCheck {

  private final PolicyEvaluator authorizer = PolicyEvaluator.reference();
  private final List<LintedPolicy> policies;
  private final Map<String, LintedPolicy> keyPolicies = new HashMap<>();

  public DelegationCheck(List<LintedPolicy> policies) {
    this.policies = policies;
    for (LintedPolicy policy : policies) {
      if (policy.isKeyPolicy()) {
        Optional<KmsResource.Key> key = PolicyLayout.of(policy.text().source()).key();
        key.ifPresent(named -> keyPolicies.put(named.arn(), policy));
      }
    }
  }

  /** The rules that this check reports. */
  public static List<LintRule> rules() {
    return List.of(LintRule.IAM_ALLOW_WITHOUT_EFFECT);
  }

  /** Adds the findings in each policy to the report of its text; both lists have the same order. */
  public void check(List<PolicyText> texts, List<Report> reports) {
    IdentityHashMap<PolicyText, Report> byText = new IdentityHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      byText.put(texts.get(i), reports.get(i));
    }
    for (LintedPolicy policy : policies) {
      Optional<Caller> principal = PolicyLayout.of(policy.text().source()).principal();
      if (policy.isIdentity() && principal.isPresent()) {
        Report report = Objects.requireNonNull(byText.get(policy.text()));
        policy.allows().forEach(view -> check(view, principal.get(), report));
      }
    }
  }

  private void check(StatementView view, Caller principal, Report report) {
    if (!(view.statement().resource() instanceof ResourceElement.Resource listed)) {
      return; // Without a permission on the key, its key policy is not why.
    }
    for (ResourcePattern pattern : listed.patterns()) {
      LintedPolicy key = keyPolicies.get(pattern.text());
      if (key != null && isWithoutEffect(view, principal, key)) {
        report.add(
            view.policy()
                .effects()
                .allowsNothing(view, onKeys(view), principal, keyOf(key), key.document()),
            LintRule.IAM_ALLOW_WITHOUT_EFFECT,
            view,
            pattern.location(),
            "this Allow has no effect on the key: its key policy lets no IAM policy allow "
                + Quoting.quote(principal.arn())
                + " any of these actions",
            "allow the actions to the account or to the principal in "
                + Quoting.quote(key.text().source()));
      }
    }
  }

  private static KmsResource.Key keyOf(LintedPolicy keyPolicy) {
    return PolicyLayout.of(keyPolicy.text().source()).key().orElseThrow();
  }

  private static List<KmsAction> onKeys(StatementView view) {
    return view.actions().stream().filter(action -> !action.needsNoKey()).toList();
  }

  /** Whether the Allow certainly gives the principal no permission on the key. */
  public boolean isWithoutEffect(StatementView view, Caller principal, LintedPolicy key) {
    PolicyDocument document = view.policy().document();
    PolicyDocument alone =
        new PolicyDocument(document.version(), document.id(), List.of(view.statement()));
    PolicySet both =
        PolicySet.builder()
            .identity(PolicyLayer.of(new NamedPolicy("identity policy", alone)))
            .key(PolicyLayer.of(new NamedPolicy("key policy", key.document())))
            .build();
    List<KmsAction> onKeys = onKeys(view);
    return view.isOnlyKms()
        && !onKeys.isEmpty()
        && onKeys.stream()
            .map(
                action ->
                    AuthorizationRequest.of(
                        principal, action.name(), keyOf(key), StatementAnalysis.anyContext()))
            .map(request -> authorizer.decide(request, both))
            .noneMatch(
                decision -> decision == Decision.ALLOWED || decision == Decision.INDETERMINATE);
  }
}
