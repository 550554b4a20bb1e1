package io.kmspolicy.analysis.query;

import io.kmspolicy.analysis.query.Answer.Result;
import io.kmspolicy.directory.DirectoryLayers;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.condition.ConditionExpression;
import io.kmspolicy.engine.condition.ConditionWriter;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.explain.MissingInformation;
import io.kmspolicy.mapping.MadeUpIds;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.ResourceKind;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Asks who may do what with the keys of a policy directory. What a question does not state of a
 * request is unknown, so an answer holds for all requests, or names the conditions. Not
 * thread-safe.
 */
public final class AccessQuery {

  private static final String NO_REASON = "";
  private static final String NOT_KNOWN = "not known: ";

  private final PolicyEvaluator authorizer;
  private final PolicyDirectory directory;
  private final DirectoryNames names;

  private final boolean omitsDenied;
  private final Optional<Consumer<Explanation>> explanations;
  private final GivenKeys given;
  private final Optional<Replacement> unknown;
  private final Map<String, PolicySet> known = new HashMap<>();

  private AccessQuery(
      PolicyEvaluator authorizer,
      DirectoryNames names,
      boolean omitsDenied,
      Optional<Consumer<Explanation>> explanations,
      GivenKeys given,
      Optional<Replacement> unknown) {
    this.authorizer = authorizer;
    this.directory = names.directory();
    this.names = names;
    this.omitsDenied = omitsDenied;
    this.explanations = explanations;
    this.given = given;
    this.unknown = unknown;
  }

  private AccessQuery(
      PolicyEvaluator authorizer,
      DirectoryNames names,
      boolean omitsDenied,
      Optional<Consumer<Explanation>> explanations) {
    this(authorizer, names, omitsDenied, explanations, GivenKeys.none(), Optional.empty());
  }

  /** Questions about the principals and keys of a directory. */
  public static AccessQuery of(DirectoryNames names) {
    return new AccessQuery(PolicyEvaluator.tables(), names, false, Optional.empty());
  }

  /** Questions whose denied answers have no reasons, which makes them faster. */
  public static AccessQuery ofAllowed(DirectoryNames names) {
    return new AccessQuery(PolicyEvaluator.tables(), names, true, Optional.empty());
  }

  /**
   * Questions with an explanation of every decision that an answer consists of.
   *
   * @param explanations receives the explanations
   */
  public static AccessQuery explaining(
      PolicyEvaluator authorizer, DirectoryNames names, Consumer<Explanation> explanations) {
    return new AccessQuery(authorizer, names, false, Optional.of(explanations));
  }

  /** The same questions about requests with these condition keys. */
  public AccessQuery given(GivenKeys keys) {
    return new AccessQuery(authorizer, names, omitsDenied, explanations, keys, unknown);
  }

  /** The same questions, with reasons for each answer, and without explanations. */
  AccessQuery withReasons() {
    return new AccessQuery(authorizer, names, false, Optional.empty(), given, unknown);
  }

  /** The same questions, with some policies in place of layers that are not known. */
  AccessQuery with(Replacement restriction) {
    return new AccessQuery(
        authorizer, names, omitsDenied, explanations, given, Optional.of(restriction));
  }

  /**
   * Whether each principal may use an action on a key: those of the directory, those that the key
   * policy and the grants name, and for each account anybody else.
   *
   * @param action an action, such as {@code kms:Decrypt}, or a pattern
   * @param key the key by its ARN, its id, or the ARN or the name of an alias
   * @throws BadInputException if KMS has no such action, or the directory no such key
   */
  public List<Answer> whoCan(String action, String key) {
    return whoCan(ActionPatterns.matching(List.of(action)), key, principal -> true).toList();
  }

  /**
   * The same for several actions, and some principals only; one answer after the other.
   *
   * @throws BadInputException if the directory has no such key
   */
  public Stream<Answer> whoCan(
      List<KmsAction> actions, String key, Predicate<Principal> principals) {
    return actions.stream().flatMap(action -> each(names, action, key, principals, this::ask));
  }

  /** How the question of one principal, action and resource is answered. */
  @FunctionalInterface
  interface Ask {
    Answer ask(Principal principal, KmsAction action, KmsResource resource);
  }

  /** The answers for an action and each of these principals whom a key concerns. */
  static Stream<Answer> each(
      DirectoryNames names,
      KmsAction action,
      String key,
      Predicate<Principal> principals,
      Ask question) {
    KmsResource resource =
        action.needsNoKey() ? new KmsResource.Any() : new KeyNames(names).key(key);
    return names.principals(resource).stream()
        .filter(principals)
        .map(principal -> question.ask(principal, action, resource));
  }

  /**
   * Whether a principal may use each action of KMS on each key of the directory.
   *
   * @param principal the ARN of a user, a role (the answer is for one of its sessions), a session
   *     or the root user, or a service principal
   * @throws InvalidNameException if it is none, or the directory has another path for it
   */
  public List<Answer> whatCan(String principal) {
    return whatCan(names.principal(principal), KmsCatalogue.bundled().actions(), names.keys())
        .toList();
  }

  /** The same for some actions and some keys; one answer after the other. */
  public Stream<Answer> whatCan(
      Principal principal, List<KmsAction> actions, List<KmsResource.Key> keys) {
    return each(actions, keys, (action, resource) -> ask(principal, action, resource));
  }

  /** The answers for each action on each key, or without one if the action needs none. */
  static Stream<Answer> each(
      List<KmsAction> actions,
      List<KmsResource.Key> keys,
      BiFunction<KmsAction, KmsResource, Answer> ask) {
    return actions.stream()
        .flatMap(
            action ->
                (action.needsNoKey() ? Stream.of(new KmsResource.Any()) : keys.stream())
                    .map(resource -> ask.apply(action, resource)));
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
        && (ofUsers.result() == Result.DENIED || ofUsers.result() == Result.INDETERMINATE);
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
                CallerPatterns.narrow(layers(principal, resource), principal), resource));
  }

  private PolicySet layers(Principal principal, KmsResource resource) {
    PolicySet found = layers(directory, principal, resource);
    return unknown.map(restriction -> restriction.of(found, principal.caller())).orElse(found);
  }

  /** The layers that bear on a principal's use of a resource. */
  static PolicySet layers(PolicyDirectory directory, Principal principal, KmsResource resource) {
    PolicySet found = DirectoryLayers.of(directory, principal.caller(), resource);
    return principal.isAnyone() ? OwnAccount.of(found, principal.caller()) : found;
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
            given.in(names.request(principal, action.name(), resource, policies)),
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
      case INDETERMINATE ->
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
            && explanation.undocumented().isEmpty()
            && !missing.all().isEmpty();
    return conditional ? Result.CONDITIONAL : Result.INDETERMINATE;
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
