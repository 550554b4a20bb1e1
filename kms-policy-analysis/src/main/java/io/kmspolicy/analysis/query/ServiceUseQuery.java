package io.kmspolicy.analysis.query;

import io.kmspolicy.analysis.query.ServiceCallAnswer.Asked;
import io.kmspolicy.directory.DirectoryLayers;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.engine.PolicyEvaluator;
import io.kmspolicy.engine.explain.Denial;
import io.kmspolicy.engine.explain.Explanation;
import io.kmspolicy.engine.explain.OpenAnswer;
import io.kmspolicy.engine.facts.RequestFacts;
import io.kmspolicy.mapping.MadeUpIds;
import io.kmspolicy.model.catalogue.ServiceCall;
import io.kmspolicy.model.catalogue.ServiceCall.Certainty;
import io.kmspolicy.model.catalogue.ServiceCall.LinkedRole;
import io.kmspolicy.model.catalogue.ServiceCall.Presence;
import io.kmspolicy.model.catalogue.ServiceCall.SentKey;
import io.kmspolicy.model.catalogue.ServiceCall.Service;
import io.kmspolicy.model.catalogue.ServiceCall.Session;
import io.kmspolicy.model.catalogue.ServiceUse;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.AuthorizationRequest;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.Caller.AnyRoleSession;
import io.kmspolicy.model.request.Caller.RolePath;
import io.kmspolicy.model.request.Caller.ServicePrincipal;
import io.kmspolicy.model.request.ConditionContext;
import io.kmspolicy.model.request.Decision;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Whether the policies of a directory let a service use a key for one purpose, call by call. A call
 * is denied for certain only if nothing that AWS leaves open can change it. Not thread-safe.
 *
 * <pre>{@code
 * new ServiceUseQuery(names, use, key, Map.of("reader", caller), GivenKeys.none())
 *     .answers();
 * }</pre>
 */
public final class ServiceUseQuery {

  /** The part of a service-linked role, under which its ARN can be given. */
  public static final String LINKED_ROLE = "linked-role";

  private static final String PARTITION = "aws";

  private final PolicyEvaluator evaluator = PolicyEvaluator.tables();
  private final DirectoryNames names;
  private final PolicyDirectory directory;
  private final ServiceUse use;
  private final KmsResource.Key key;
  private final Map<String, Caller> callers;
  private final GivenKeys given;
  private final UnaryOperator<PolicySet> layers;

  /**
   * A question.
   *
   * @param callers who has which part in the use; of a part without a caller the answer is open
   * @param given condition keys of all calls
   * @throws BadInputException if the use has no such part, or the key is in another partition than
   *     {@code aws}, for which alone AWS documents the names
   */
  public ServiceUseQuery(
      DirectoryNames names,
      ServiceUse use,
      KmsResource.Key key,
      Map<String, Caller> callers,
      GivenKeys given) {
    this(names, use, key, callers, given, UnaryOperator.identity());
  }

  /**
   * A question on other layers than those of the directory.
   *
   * @param layers replaces the layers that the directory has for a call
   * @throws BadInputException as above
   */
  public ServiceUseQuery(
      DirectoryNames names,
      ServiceUse use,
      KmsResource.Key key,
      Map<String, Caller> callers,
      GivenKeys given,
      UnaryOperator<PolicySet> layers) {
    this.names = names;
    this.directory = names.directory();
    this.use = use;
    this.key = key;
    this.callers = Map.copyOf(callers);
    this.given = given;
    this.layers = layers;
    if (!isDocumentedFor(key)) {
      throw new BadInputException(
          "the names that services send are documented for the partition `aws`, and the key is in `"
              + key.partition()
              + "`");
    }
    for (ServiceCall call : use.calls()) {
      call.keys().forEach(this::requireSent);
    }
  }

  /**
   * Whether AWS documents the names that services send for a key: those of other partitions not.
   */
  public static boolean isDocumentedFor(KmsResource.Key key) {
    return key.partition().equals(PARTITION);
  }

  /** The parts of callers in a use that can be named. */
  public static List<String> parts(ServiceUse use) {
    return use.calls().stream().flatMap(call -> part(call).stream()).distinct().toList();
  }

  private static Optional<String> part(ServiceCall call) {
    if (call.caller() instanceof Session session) {
      return Optional.of(session.who());
    }
    return call.caller() instanceof LinkedRole ? Optional.of(LINKED_ROLE) : Optional.empty();
  }

  private void requireSent(SentKey sent) {
    boolean never = sent.presence() == Presence.NEVER && sent.certainty() == Certainty.DOCUMENTED;
    boolean isGiven =
        given.values().keySet().stream()
            .anyMatch(
                name -> ConditionContext.name(name).equals(ConditionContext.name(sent.name())));
    if (never && isGiven) {
      throw new BadInputException(
          "`"
              + sent.name()
              + "` is never in the calls of `"
              + use.name()
              + "`, says "
              + use.page());
    }
  }

  /** The answers, in the order of the calls. */
  public List<ServiceCallAnswer> answers() {
    return use.calls().stream().map(this::answer).toList();
  }

  private ServiceCallAnswer answer(ServiceCall call) {
    Optional<Caller> caller = caller(call);
    if (caller.isEmpty()) {
      String who = part(call).orElse("");
      return new ServiceCallAnswer(
          call,
          who,
          Decision.INDETERMINATE,
          List.of("nobody is named as the " + who),
          Optional.empty());
    }
    return answer(call, caller.get());
  }

  private Optional<Caller> caller(ServiceCall call) {
    if (call.caller() instanceof Service service) {
      return Optional.of(new ServicePrincipal(ServiceCallFacts.of(service.name(), key)));
    }
    Optional<Caller> named = part(call).map(callers::get).map(names::described);
    if (named.isPresent() || !(call.caller() instanceof LinkedRole role)) {
      return named;
    }
    return Optional.of(
        new AnyRoleSession(
            key.partition(),
            key.accountId(),
            role.name(),
            new RolePath.Known("/aws-service-role/" + role.service() + "/")));
  }

  private ServiceCallAnswer answer(ServiceCall call, Caller caller) {
    PolicySet policies = policies(call, caller);
    AuthorizationRequest request = request(call, caller, policies);
    Optional<Asked> asked = Optional.of(new Asked(request, policies));
    Explanation explanation = evaluator.explain(request, policies);
    if (isDenied(explanation) && call.byGrant()) {
      PolicySet later = policies.toBuilder().grants(GrantLayer.unknown()).build();
      explanation = evaluator.explain(request, later);
      if (explanation.decision() == Decision.INDETERMINATE) {
        return new ServiceCallAnswer(
            call,
            caller.arn(),
            Decision.INDETERMINATE,
            List.of("allowed by the grant that the service creates for this use, else denied"),
            asked);
      }
    }
    if (isDenied(explanation) && call.certainty() == Certainty.UNKNOWN) {
      List<String> reasons = new ArrayList<>();
      reasons.add("AWS does not say that the service makes this call, which would be denied");
      reasons.addAll(reasons(call, explanation));
      return new ServiceCallAnswer(call, caller.arn(), Decision.INDETERMINATE, reasons, asked);
    }
    return new ServiceCallAnswer(
        call, caller.arn(), explanation.decision(), reasons(call, explanation), asked);
  }

  private static boolean isDenied(Explanation explanation) {
    return explanation.decision() != Decision.ALLOWED
        && explanation.decision() != Decision.INDETERMINATE;
  }

  /**
   * The layers that bear on the call. A service does not call through the customer's endpoint (rule
   * 4.2), and AWS gives service-linked roles no permission for customer managed keys.
   */
  private PolicySet policies(ServiceCall call, Caller caller) {
    PolicySet found = MadeUpIds.narrow(DirectoryLayers.of(directory, caller, key), key);
    PolicySet known =
        call.caller() instanceof LinkedRole && found.identity() instanceof PolicyLayer.Unknown
            ? found.toBuilder()
                .identity(PolicyLayer.none())
                .permissionsBoundary(PolicyLayer.none())
                .build()
            : found;
    return layers.apply(known).toBuilder().vpcEndpoint(PolicyLayer.none()).build();
  }

  private AuthorizationRequest request(ServiceCall call, Caller caller, PolicySet policies) {
    RequestFacts facts =
        RequestFacts.of(
            names.facts().caller(caller).among(policies),
            call.action(),
            names.facts().resource(key));
    return new AuthorizationRequest(
        caller,
        call.action(),
        key,
        given.in(ServiceCallFacts.in(facts, call, key)),
        "",
        DirectoryLayers.manager(directory, key),
        "");
  }

  private List<String> reasons(ServiceCall call, Explanation explanation) {
    if (explanation.decision() == Decision.INDETERMINATE) {
      return List.of(
          explanation
              .openAnswer()
              .map(OpenAnswer::text)
              .orElseGet(() -> "depending on " + String.join(", ", explanation.missing())));
    }
    List<String> reasons = new ArrayList<>(explanation.reasons());
    if (isDenied(explanation)) {
      explanation.denial().stream()
          .flatMap(denial -> denial.nearMisses().stream())
          .map(near -> nearMiss(call, near))
          .forEach(reasons::add);
    }
    return reasons;
  }

  private String nearMiss(ServiceCall call, Denial.NearMiss near) {
    StringBuilder text = new StringBuilder(near.text());
    call.keys().stream()
        .filter(sent -> sent.presence() == Presence.NEVER)
        .filter(
            sent -> ConditionContext.name(sent.name()).equals(ConditionContext.name(near.key())))
        .findFirst()
        .ifPresent(
            sent -> text.append(", a key that the service never sends: ").append(sent.instead()));
    return text.toString();
  }
}
