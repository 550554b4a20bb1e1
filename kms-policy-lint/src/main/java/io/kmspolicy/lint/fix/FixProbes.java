package io.kmspolicy.lint.fix;

import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;

/**
 * Asks of one piece alone whether it allows more than its request: other actions, other keys, other
 * principals, and the request without a condition that it carries. Each must be denied for certain.
 */
final class FixProbes {

  private static final String OTHER_ACCOUNT = "999988887776";
  private static final String RETIRE = "kms:RetireGrant";

  private final PolicyEvaluator evaluator;
  private final AuthorizationRequest request;
  private final List<CarriedCondition> carried;

  /**
   * Probes of pieces for a request.
   *
   * @param carried the conditions that every piece has to repeat, also one that cannot, as a grant
   */
  FixProbes(
      PolicyEvaluator evaluator, AuthorizationRequest request, List<CarriedCondition> carried) {
    this.evaluator = evaluator;
    this.request = request;
    this.carried = List.copyOf(carried);
  }

  /** What a piece allows besides its request, or why it does not allow it; empty if all is well. */
  List<String> tooWide(Piece piece) {
    List<String> found = new ArrayList<>();
    PolicySet alone = PolicyChanges.alone(piece, request, false);
    if (evaluator.decide(request, alone) != Decision.ALLOWED) {
      found.add("alone it does not allow the request");
    }
    actions(piece, alone, found);
    otherResource(piece, alone, found);
    if (!piece.place().isOwn()) {
      principals(piece, found);
      boundary(alone, found);
    }
    for (CarriedCondition test : carried) {
      ConditionContext without =
          ChangedContext.of(request.context(), test.key(), ContextValue.absent());
      requireDenied(request.in(without), alone, "without " + test.key(), found);
    }
    return found;
  }

  private void requireDenied(
      AuthorizationRequest other, PolicySet policies, String what, List<String> found) {
    if (!evaluator.decide(other, policies).isCertainDenial()) {
      found.add("it allows " + what);
    }
  }

  private void actions(Piece piece, PolicySet alone, List<String> found) {
    for (KmsAction other : KmsCatalogue.bundled().actions()) {
      boolean retires = piece.place() == Place.GRANT && other.name().equals(RETIRE);
      if (!other.name().equals(piece.action().name()) && isOnSameKind(other) && !retires) {
        requireDenied(with(other.name(), request.resource()), alone, other.name(), found);
      }
    }
  }

  private boolean isOnSameKind(KmsAction other) {
    if (request.resource() instanceof KmsResource.Any) {
      return other.needsNoKey();
    }
    return other
        .resources()
        .contains(
            request.resource() instanceof KmsResource.Alias
                ? ResourceKind.ALIAS
                : ResourceKind.KEY);
  }

  private AuthorizationRequest with(String action, KmsResource resource) {
    return new AuthorizationRequest(
        request.caller(),
        action,
        resource,
        request.context(),
        "",
        request.keyManager(),
        request.resourceAccount());
  }

  private void otherResource(Piece piece, PolicySet alone, List<String> found) {
    if (piece.place().isOwn() && request.resource() instanceof KmsResource.Key key) {
      KmsResource other =
          new KmsResource.Key(key.partition(), key.region(), key.accountId(), "0" + key.keyId());
      requireDenied(with(request.action(), other), alone, "another key", found);
    }
    if (request.resource() instanceof KmsResource.Alias alias) {
      KmsResource other = alias.alias(alias.name() + "x");
      requireDenied(with(request.action(), other), alone, "another alias", found);
    }
  }

  /** The same role or user with another name, path or account, whose own policies allow all. */
  private void principals(Piece piece, List<String> found) {
    PolicySet alone = PolicyChanges.alone(piece, request, true);
    for (Caller other : others(piece)) {
      AuthorizationRequest theirs =
          new AuthorizationRequest(
              other,
              request.action(),
              request.resource(),
              contextOf(other),
              "",
              request.keyManager(),
              request.resourceAccount());
      requireDenied(theirs, alone, other.arn(), found);
    }
  }

  private List<Caller> others(Piece piece) {
    Caller caller = request.caller();
    if (caller instanceof Caller.RoleCaller role) {
      List<Caller> others = new ArrayList<>();
      others.add(session(role, role.accountId(), role.roleName() + "x", role.path()));
      others.add(session(role, OTHER_ACCOUNT, role.roleName(), role.path()));
      if (!piece.isByCondition()) {
        others.add(
            session(role, role.accountId(), role.roleName(), new Caller.RolePath.Known("/other/")));
      }
      return others;
    }
    if (caller instanceof Caller.IamUser user) {
      return List.of(
          new Caller.IamUser(user.partition(), user.accountId(), user.name() + "x"),
          new Caller.IamUser(user.partition(), OTHER_ACCOUNT, user.name()));
    }
    return List.of(Caller.parse("other.amazonaws.com"));
  }

  private static Caller session(
      Caller.RoleCaller role, String account, String name, Caller.RolePath path) {
    return new Caller.RoleSession(role.partition(), account, name, "other", path);
  }

  private ConditionContext contextOf(Caller other) {
    ConditionContext context = request.context();
    if (!(other instanceof Caller.AccountCaller member)) {
      return context;
    }
    String arn =
        other instanceof Caller.RoleCaller role ? role.roleArn().orElseGet(role::arn) : other.arn();
    context = ChangedContext.of(context, DerivedKey.PRINCIPAL_ARN.spelling(), present(arn));
    context =
        ChangedContext.of(
            context, DerivedKey.PRINCIPAL_ACCOUNT.spelling(), present(member.accountId()));
    return ChangedContext.of(
        context, DerivedKey.CALLER_ACCOUNT.spelling(), present(member.accountId()));
  }

  private static ContextValue present(String value) {
    return new ContextValue.Present(List.of(value));
  }

  /**
   * A piece must not pass a permissions boundary that the caller's own policies would not pass. A
   * service-linked role has none.
   */
  private void boundary(PolicySet alone, List<String> found) {
    boolean isLinked =
        request.caller() instanceof Caller.RoleCaller role
            && role.path() instanceof Caller.RolePath.Known path
            && path.text().startsWith("/aws-service-role/");
    if (!isLinked
        && request.caller() instanceof Caller.AccountCaller
        && !PolicyChanges.isAcross(request)
        && evaluator.decide(request, PolicyChanges.underBoundaryWithoutKms(alone))
            == Decision.ALLOWED) {
      found.add("it allows the request under a permissions boundary without KMS");
    }
  }
}
