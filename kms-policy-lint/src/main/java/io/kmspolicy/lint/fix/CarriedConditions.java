package io.kmspolicy.lint.fix;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.Condition;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Finds the tests that a piece repeats of the request. Only where the action has the key. */
final class CarriedConditions {

  private static final String CREATE_GRANT = "kms:CreateGrant";
  private static final String CONTEXT = "kms:encryptioncontext:";

  private CarriedConditions() {}

  static List<CarriedCondition> of(
      AuthorizationRequest request, PolicySet policies, KmsAction action) {
    ConditionContext context = request.context();
    List<CarriedCondition> carried = new ArrayList<>();
    boolean service = request.caller() instanceof Caller.ServicePrincipal;
    add(
        context,
        "StringEquals",
        DerivedKey.VIA_SERVICE.spelling(),
        has(action, DerivedKey.VIA_SERVICE.spelling()),
        carried);
    if (action.name().equals(CREATE_GRANT)
        && single(context, "kms:GrantIsForAWSResource")
            .filter(value -> value.equalsIgnoreCase("true"))
            .isPresent()) {
      carried.add(new CarriedCondition("Bool", "kms:GrantIsForAWSResource", "true"));
    }
    add(context, "StringEquals", "aws:SourceAccount", service, carried);
    add(context, "ArnEquals", "aws:SourceArn", service, carried);
    if (has(action, CarriedCondition.ENCRYPTION_CONTEXT) && action.cryptographic()) {
      Set<String> tested = tested(policies);
      for (String name : context.namesUnder(CONTEXT)) {
        String key = CarriedCondition.ENCRYPTION_CONTEXT + name;
        add(context, "StringEquals", key, service || tested.contains(key), carried);
      }
    }
    return carried;
  }

  private static void add(
      ConditionContext context,
      String operator,
      String key,
      boolean wanted,
      List<CarriedCondition> carried) {
    if (wanted) {
      single(context, key)
          .ifPresent(value -> carried.add(new CarriedCondition(operator, key, value)));
    }
  }

  private static boolean has(KmsAction action, String key) {
    return action.conditionKeys().stream()
        .anyMatch(known -> known.toLowerCase(Locale.ROOT).startsWith(key.toLowerCase(Locale.ROOT)));
  }

  static Optional<String> single(ConditionContext context, String key) {
    return context.get(ConditionContext.name(key)) instanceof ContextValue.Present present
            && present.values().size() == 1
        ? Optional.of(present.values().get(0))
        : Optional.empty();
  }

  private static Set<String> tested(PolicySet policies) {
    Set<String> keys = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    for (PolicyLayer layer : List.of(policies.identity(), policies.key())) {
      if (layer instanceof PolicyLayer.Attached attached) {
        for (NamedPolicy policy : attached.policies()) {
          for (Statement statement : policy.document().statements()) {
            for (Condition test : statement.condition().tests()) {
              keys.add(test.key());
            }
          }
        }
      }
    }
    return keys;
  }
}
