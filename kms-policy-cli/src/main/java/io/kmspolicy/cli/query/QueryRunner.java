package io.kmspolicy.cli.query;

import io.kmspolicy.cli.query.Answer.Result;
import io.kmspolicy.directory.DirectoryLayers;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.TableEvaluator;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.condition.ConditionWriter;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.explain.MissingInformation;
import io.kmspolicy.mapping.MadeUpIds;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Runs queries on a policy directory. Context values that the query does not determine are unknown.
 */
public final class QueryRunner {

  private static final String NO_REASON = "";
  private static final String NOT_KNOWN = "not known: ";

  private final TableEvaluator authorizer;
  private final PolicyDirectory directory;
  private final DirectoryNames names;

  private final boolean omitsDenied;
  private final Optional<Consumer<Explanation>> explanations;
  private final Map<String, PolicySet> known = new HashMap<>();

  /**
   * Runs queries.
   *
   * @param omitsDenied whether answers that are denied are not shown, so that nothing explains them
   */
  QueryRunner(PolicyDirectory directory, DirectoryNames names, boolean omitsDenied) {
    this.authorizer = TableEvaluator.create();
    this.directory = directory;
    this.names = names;
    this.omitsDenied = omitsDenied;
    this.explanations = Optional.empty();
  }

  /**
   * Runs queries and explains every decision that an answer consists of.
   *
   * @param explanations receives the explanations
   */
  public QueryRunner(
      TableEvaluator authorizer,
      PolicyDirectory directory,
      DirectoryNames names,
      Consumer<Explanation> explanations) {
    this.authorizer = authorizer;
    this.directory = directory;
    this.names = names;
    this.omitsDenied = false;
    this.explanations = Optional.of(explanations);
  }

  /**
   * Whether a principal may use an action on a resource; an action on an alias requires a
   * permission on the alias and one on the key.
   */
  public Answer ask(Principal principal, KmsAction action, KmsResource resource) {
    Answer answer = askOne(principal, action, resource);
    if (principal.otherKinds().isEmpty()) {
      return answer;
    }
    KindAnswer kinds = new KindAnswer(answer);
    for (Principal.Kind kind : principal.otherKinds()) {
      Answer other = askOne(principal.of(kind), action, resource);
      if (!isExpected(kind, other, answer)) {
        kinds.add(kind.text(), other);
      }
    }
    return kinds.together();
  }

  /**
   * Whether a row need not say an answer: that federated sessions have no permissions (rule 4.12),
   * where it does not say that users have some.
   */
  private static boolean isExpected(Principal.Kind kind, Answer answer, Answer ofUsers) {
    return kind.caller() instanceof Caller.FederatedUser
        && answer.result() == Result.DENIED
        && (ofUsers.result() == Result.DENIED || ofUsers.result() == Result.UNKNOWN);
  }

  private Answer askOne(Principal principal, KmsAction action, KmsResource resource) {
    Answer onKey = onEachWay(principal, action, resource);
    if (!action.resources().contains(ResourceKind.ALIAS)
        || !(resource instanceof KmsResource.Key key)
        || onKey.result() == Result.DENIED) {
      return onKey;
    }
    AliasNames.Selected aliases =
        new AliasNames(names, principal, policies(principal, key)).of(action, key);
    List<Answer> onAliases =
        aliases.all().stream().map(alias -> onEachWay(principal, action, alias)).toList();
    return new AliasAnswer(onKey, onAliases, aliases.canAllow(), aliases.mayDiffer()).together();
  }

  private PolicySet policies(Principal principal, KmsResource resource) {
    return known.computeIfAbsent(
        principal.name() + " " + resource.arn(),
        unused ->
            MadeUpIds.narrow(
                CallerPatterns.narrow(
                    DirectoryLayers.of(directory, principal.caller(), resource), principal),
                resource));
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
        new AuthorizationRequest(
            principal.caller(),
            action.name(),
            resource,
            names.request(principal, action.name(), resource, policies),
            "",
            DirectoryLayers.manager(directory, resource),
            "");
    Decision decision = authorizer.decide(request, policies);
    Row row = new Row(principal, action.name(), resource.arn());
    if (omitsDenied && isDenied(decision)) {
      return row.certain(Result.DENIED, NO_REASON);
    }
    Optional<ConditionExpression> conditions =
        decision == Decision.INDETERMINATE
            ? authorizer.conditions(request, policies)
            : Optional.empty();
    if (conditions.isPresent() && explanations.isEmpty()) {
      return conditional(row, conditions.get());
    }
    Explanation explanation = authorizer.explain(request, policies);
    explanations.ifPresent(receiver -> receiver.accept(explanation));
    return conditions
        .map(condition -> conditional(row, condition))
        .orElseGet(() -> explained(row, explanation));
  }

  /** A question, and its answers. */
  private record Row(Principal principal, String action, String resource) {

    Answer certain(Result result, String reasons) {
      return new Answer(
          principal.name(),
          action,
          resource,
          result,
          NO_REASON,
          List.of(),
          Optional.empty(),
          reasons);
    }

    Answer open(
        Result result,
        String why,
        List<String> dependsOn,
        Optional<ConditionExpression> conditions) {
      return new Answer(principal.name(), action, resource, result, why, dependsOn, conditions);
    }
  }

  private static Answer conditional(Row row, ConditionExpression condition) {
    if (condition.equals(ConditionExpression.always())) {
      return row.certain(Result.ALLOWED, "for all values of the condition keys");
    }
    if (condition.equals(ConditionExpression.never())) {
      return row.certain(Result.DENIED, "for all values of the condition keys");
    }
    List<String> keys = ConditionWriter.keys(condition);
    return row.open(
        Result.CONDITIONAL, ConditionWriter.clause(condition), keys, Optional.of(condition));
  }

  private static Answer explained(Row row, Explanation explanation) {
    Result result = result(explanation);
    List<String> missing = explanation.unknown().all();
    return switch (result) {
      case ALLOWED, DENIED ->
          row.certain(result, row.principal().described(certainReasons(explanation)));
      case CONDITIONAL ->
          row.open(result, "depending on " + String.join(", ", missing), missing, Optional.empty());
      case UNKNOWN ->
          row.open(
              result, row.principal().described(unknown(explanation)), missing, Optional.empty());
    };
  }

  /** The reasons without what may be another reason besides. */
  private static String certainReasons(Explanation explanation) {
    return explanation.reasons().stream()
        .filter(reason -> !reason.startsWith(NOT_KNOWN) && !reason.endsWith(" may deny it"))
        .collect(Collectors.joining("; "));
  }

  private static boolean isDenied(Decision decision) {
    return decision != Decision.ALLOWED && decision != Decision.INDETERMINATE;
  }

  private static Result result(Explanation explanation) {
    if (explanation.decision() == Decision.ALLOWED) {
      return Result.ALLOWED;
    }
    if (isDenied(explanation.decision())) {
      return Result.DENIED;
    }
    MissingInformation missing = explanation.unknown();
    boolean conditional =
        missing.policies().isEmpty()
            && missing.request().isEmpty()
            && explanation.undocumented().isEmpty();
    return conditional ? Result.CONDITIONAL : Result.UNKNOWN;
  }

  private static String unknown(Explanation explanation) {
    List<String> why = new ArrayList<>(explanation.reasons());
    explanation.unknown().request().stream()
        .distinct()
        .map(fact -> NOT_KNOWN + fact)
        .forEach(why::add);
    why.addAll(explanation.undocumented());
    String text = String.join("; ", why);
    return text.startsWith(NOT_KNOWN) ? text.substring(NOT_KNOWN.length()) : text;
  }
}
