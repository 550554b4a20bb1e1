package io.kmspolicy.engine.explain;

import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * One thing that is not known about a question.
 *
 * @param kind what sort of thing it is
 * @param name what explanations call it
 * @param completions one way of filling it in for each class of ways that the policies tell apart;
 *     empty if these cannot be told
 */
record MissingAttribute(Kind kind, String name, List<UnaryOperator<Case>> completions) {

  /** A sort of unknown thing: a member of {@link MissingInformation}. */
  enum Kind {
    CONTEXT,
    POLICIES,
    REQUEST
  }

  /** A request and the policies that bear on it, some of what was unknown filled in. */
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

  /** These things together. */
  static MissingInformation together(List<MissingAttribute> things) {
    return new MissingInformation(
        names(things, Kind.CONTEXT), names(things, Kind.POLICIES), names(things, Kind.REQUEST));
  }

  private static List<String> names(List<MissingAttribute> things, Kind kind) {
    return things.stream()
        .filter(thing -> thing.kind() == kind)
        .map(MissingAttribute::name)
        .toList();
  }
}
