package io.kmspolicy.lint.lockout;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.lint.lockout.LockoutVerdict.Indeterminate;
import io.kmspolicy.lint.lockout.LockoutVerdict.Refused;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The lockout safety check: whether the caller could call {@code kms:PutKeyPolicy} under the new
 * policy. The reference evaluation decides it for each reading of the policy on a key that may be
 * unknown, and with {@code kms:BypassPolicyLockoutSafetyCheck} absent and {@code false}, since the
 * check does not run if it is {@code true}. The result is certain if all decisions agree.
 */
final class SafetyCheck {

  /** What all decisions together say. */
  enum Result {
    ALLOWED,
    DENIED,
    INDETERMINATE
  }

  private static final String ACTION = "kms:PutKeyPolicy";
  private static final String BYPASS = "kms:BypassPolicyLockoutSafetyCheck";

  private final NewKeyPolicy policy;
  private final PolicyDocument document;
  private final KmsResource.Key key;
  private final PolicyEvaluator authorizer = PolicyEvaluator.reference();

  SafetyCheck(NewKeyPolicy policy, PolicyDocument document) {
    this.policy = policy;
    this.document = document;
    this.key = policy.key().orElseGet(() -> NewKeyPolicy.someKeyOf(policy.caller()));
  }

  LockoutVerdict verdict() {
    if (!key.accountId().equals(policy.caller().accountId())) {
      return new Refused(
          "the key belongs to account "
              + key.accountId()
              + ", and its policy can be set from that"
              + " account only",
          "",
          "make the call as a principal of account " + key.accountId());
    }
    return switch (result(document, policy.others())) {
      case ALLOWED -> new LockoutVerdict.Accepted();
      case DENIED -> new MissingPermission(policy, document, this).refusal();
      case INDETERMINATE -> open();
    };
  }

  /** Whether the caller can set the policy again, with these policies besides the key policy. */
  Result result(PolicyDocument keyPolicy, PolicySet others) {
    boolean allowed = true;
    boolean denied = true;
    for (Explanation one : explanations(keyPolicy, others, false)) {
      allowed &= one.decision() == Decision.ALLOWED;
      denied &= one.decision().isCertainDenial();
    }
    return allowed ? Result.ALLOWED : denied ? Result.DENIED : Result.INDETERMINATE;
  }

  /** The explanations of the decisions for all readings. */
  List<Explanation> explanations(PolicyDocument keyPolicy, PolicySet others) {
    return explanations(keyPolicy, others, true);
  }

  private List<Explanation> explanations(
      PolicyDocument keyPolicy, PolicySet others, boolean withReasons) {
    PolicySet whole =
        others.toBuilder()
            .key(PolicyLayer.of(new NamedPolicy("key policy", keyPolicy)))
            .grants(GrantLayer.none())
            .build();
    List<Explanation> explanations = new ArrayList<>();
    for (PolicySet policies : readings(whole)) {
      for (ConditionContext context : contexts()) {
        AuthorizationRequest request =
            AuthorizationRequest.of(policy.caller(), ACTION, key, context);
        explanations.add(
            withReasons
                ? authorizer.explain(request, policies)
                : new Explanation(authorizer.decide(request, policies), List.of()));
      }
    }
    return explanations;
  }

  /** The readings of the policies: one if the key is known, or if both readings are equal. */
  private List<PolicySet> readings(PolicySet policies) {
    if (policy.key().isPresent()) {
      return List.of(policies);
    }
    PolicySet permissive = KeyReadings.permissive(key.partition()).of(policies);
    PolicySet strict = KeyReadings.strict(key.partition()).of(policies);
    return permissive.equals(strict) ? List.of(permissive) : List.of(permissive, strict);
  }

  private List<ConditionContext> contexts() {
    RequestContext known = policy.context();
    return List.of(
        known.toBuilder().set(BYPASS, ContextValue.absent()).build(),
        known.toBuilder().put(BYPASS, "false").build());
  }

  private Indeterminate open() {
    Set<String> layers = new LinkedHashSet<>();
    Set<String> keys = new LinkedHashSet<>();
    Set<String> questions = new LinkedHashSet<>();
    List<Explanation> explanations = explanations(document, policy.others());
    for (Explanation one : explanations) {
      layers.addAll(one.unknown().policies());
      keys.addAll(one.unknown().context());
      questions.addAll(one.unknown().request());
      questions.addAll(one.undocumented());
    }
    int contexts = contexts().size();
    for (int i = 0; i < explanations.size(); i++) {
      // The explanations of one reading stand together, one for each context.
      if (explanations.get(i).decision() != explanations.get(i / contexts * contexts).decision()) {
        keys.add(BYPASS);
      }
    }
    Decision last = explanations.get(explanations.size() - 1).decision();
    if (explanations.size() > contexts && explanations.get(0).decision() != last) {
      questions.add("whether the resource elements of the statements match the key");
    }
    return new Indeterminate(
        reason(), List.copyOf(layers), List.copyOf(keys), List.copyOf(questions));
  }

  private String reason() {
    if (result(document, withoutUnknown(PolicyLayer.of())) == Result.ALLOWED) {
      return "the key policy allows the caller `"
          + ACTION
          + "`, and policies that are not known could still deny it";
    }
    PolicyLayer allowing = PolicyLayer.of(new NamedPolicy("all", StatementTexts.everything()));
    if (result(document, withoutUnknown(allowing)) == Result.ALLOWED) {
      return "the key policy lets IAM policies allow `"
          + ACTION
          + "`, and those of the caller are not known";
    }
    return "whether the key policy allows the caller `" + ACTION + "` depends on what is not known";
  }

  /** The other policies, with each unknown layer none, and this identity layer if it is unknown. */
  private PolicySet withoutUnknown(PolicyLayer identity) {
    PolicySet others = policy.others();
    return others.toBuilder()
        .identity(others.identity() instanceof PolicyLayer.Unknown ? identity : others.identity())
        .permissionsBoundary(noneIfUnknown(others.permissionsBoundary()))
        .session(noneIfUnknown(others.session()))
        .vpcEndpoint(noneIfUnknown(others.vpcEndpoint()))
        .serviceControl(noneIfUnknown(others.serviceControl()))
        .resourceControl(noneIfUnknown(others.resourceControl()))
        .build();
  }

  private static PolicyLayer noneIfUnknown(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Unknown ? PolicyLayer.none() : layer;
  }

  private static OrganizationLayer noneIfUnknown(OrganizationLayer layer) {
    return layer instanceof OrganizationLayer.Unknown ? OrganizationLayer.none() : layer;
  }
}
