package io.kmspolicy.cli.query;

import io.kmspolicy.cli.query.Answer.Result;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.TableEvaluator;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.explain.MissingInformation;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Runs queries on a policy directory. Context values that the query does not determine are unknown.
 */
final class QueryRunner {

  private static final String NO_REASON = "";

  private final TableEvaluator authorizer = TableEvaluator.create();
  private final PolicyDirectory directory;
  private final DirectoryNames names;

  QueryRunner(PolicyDirectory directory, DirectoryNames names) {
    this.directory = directory;
    this.names = names;
  }

  /**
   * Whether a principal may use an action on a resource; an action on an alias requires a
   * permission on the alias and one on the key.
   */
  Answer ask(Principal principal, KmsAction action, KmsResource resource) {
    Answer onKey = onEachWay(principal, action, resource);
    if (!action.resources().contains(ResourceKind.ALIAS)
        || !(resource instanceof KmsResource.Key key)
        || onKey.result() == Result.DENIED) {
      return onKey;
    }
    List<Answer> onAliases = new ArrayList<>();
    for (KmsResource.Alias alias :
        new AliasNames(names, policies(principal, key)).of(action, key)) {
      onAliases.add(onEachWay(principal, action, alias));
    }
    return new AliasAnswer(onKey, onAliases).together();
  }

  private PolicySet policies(Principal principal, KmsResource resource) {
    Caller caller = principal.caller();
    return RolePatterns.narrow(directory.policiesFor(caller, resource), caller);
  }

  /**
   * The answer for calls on the network and for calls through the VPC endpoint. The policy of an
   * endpoint applies only to the calls through it; a service does not call through it.
   */
  private Answer onEachWay(Principal principal, KmsAction action, KmsResource resource) {
    PolicySet policies = policies(principal, resource);
    if (!(policies.vpcEndpoint() instanceof PolicyLayer.Attached)) {
      return check(principal, action, resource, policies);
    }
    PolicySet outside = policies.toBuilder().vpcEndpoint(PolicyLayer.none()).build();
    Answer direct = check(principal, action, resource, outside);
    return principal.caller() instanceof Caller.ServicePrincipal || direct.result() == Result.DENIED
        ? direct
        : new EndpointAnswer(direct, check(principal, action, resource, policies)).together();
  }

  private Answer check(
      Principal principal, KmsAction action, KmsResource resource, PolicySet policies) {
    AuthorizationRequest request =
        AuthorizationRequest.of(
            principal.caller(),
            action.name(),
            resource,
            RequestKeys.of(principal.caller(), resource));
    Explanation explanation = authorizer.explain(request, policies);
    MissingInformation missing = explanation.unknown();
    Result result = result(explanation);
    String why = NO_REASON;
    Optional<ConditionExpression> conditions = Optional.empty();
    if (result == Result.CONDITIONAL) {
      conditions = authorizer.conditions(request, policies);
      result = conditions.map(QueryRunner::result).orElse(result);
      why =
          conditions
              .map(condition -> ConditionWriter.text(condition, missing.all()))
              .orElseGet(() -> "depending on " + String.join(", ", missing.all()));
    } else if (result == Result.UNKNOWN) {
      why = unknown(explanation);
    }
    boolean open = result == Result.CONDITIONAL || result == Result.UNKNOWN;
    return new Answer(
        principal.name(),
        action.name(),
        resource.arn(),
        result,
        open ? why : NO_REASON,
        open ? missing.all() : List.of(),
        open ? conditions : Optional.empty());
  }

  private static Result result(Explanation explanation) {
    if (explanation.decision() == Decision.ALLOWED) {
      return Result.ALLOWED;
    }
    if (explanation.decision() != Decision.INDETERMINATE) {
      return Result.DENIED;
    }
    MissingInformation missing = explanation.unknown();
    boolean conditional =
        missing.policies().isEmpty()
            && missing.request().isEmpty()
            && explanation.undocumented().isEmpty();
    return conditional ? Result.CONDITIONAL : Result.UNKNOWN;
  }

  private static Result result(ConditionExpression condition) {
    if (condition.equals(ConditionExpression.always())) {
      return Result.ALLOWED;
    }
    return condition.equals(ConditionExpression.never()) ? Result.DENIED : Result.CONDITIONAL;
  }

  private static String unknown(Explanation explanation) {
    List<String> why = new ArrayList<>(explanation.reasons());
    explanation.unknown().request().stream()
        .distinct()
        .map(fact -> "not known: " + fact)
        .forEach(why::add);
    why.addAll(explanation.undocumented());
    return String.join("; ", why);
  }
}
