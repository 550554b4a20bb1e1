package io.kmspolicy.engine.explain;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A missing attribute (XACML 3.0): one input of a decision that is not known.
 *
 * @param kind the kind of input
 * @param name its name in explanations
 * @param completions one completion per equivalence class of its values that the policies
 *     distinguish; empty if the classes cannot be enumerated, and for condition keys, which are
 *     analyzed together
 */
record MissingAttribute(Kind kind, String name, List<UnaryOperator<Case>> completions) {

  /** A kind of input: a component of {@link MissingInformation}. */
  enum Kind {
    CONTEXT,
    POLICIES,
    REQUEST
  }

  /** A request and its policies, with some unknown inputs completed. */
  record Case(AuthorizationRequest request, PolicySet policies) {

    Case with(ConditionContext context) {
      return with(request.caller(), context, request.grantId());
    }

    Case with(Caller caller) {
      return with(caller, request.context(), request.grantId());
    }

    Case withGrant(String grantId) {
      return with(request.caller(), request.context(), grantId);
    }

    private Case with(Caller caller, ConditionContext context, String grantId) {
      AuthorizationRequest changed =
          new AuthorizationRequest(
              caller,
              request.action(),
              request.resource(),
              context,
              grantId,
              request.keyManager(),
              request.resourceAccount());
      return new Case(changed, policies);
    }
  }

  MissingAttribute {
    completions = List.copyOf(completions);
  }

  static MissingInformation asSet(List<MissingAttribute> inputs) {
    return new MissingInformation(
        names(inputs, Kind.CONTEXT), names(inputs, Kind.POLICIES), names(inputs, Kind.REQUEST));
  }

  private static List<String> names(List<MissingAttribute> inputs, Kind kind) {
    return inputs.stream()
        .filter(input -> input.kind() == kind)
        .map(MissingAttribute::name)
        .toList();
  }
}
