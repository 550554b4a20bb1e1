package io.kmspolicy.replay.text;

import io.kmspolicy.engine.facts.DerivedKey;
import io.kmspolicy.model.json.JsonTree;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.request.RequestContext;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.replay.mapped.AwsAnswer;
import io.kmspolicy.replay.mapped.DeniedCall;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * AWS's own evaluation of a denied request, as {@code GetRequestAuthorizationDetails} returns it.
 *
 * @param call the denied call: the first evaluation of an action of KMS that did not allow
 * @param context the condition keys of the request. AWS does not say that these are all
 * @param effect AWS's result, such as {@code IMPLICIT_DENY}
 * @param matched the statements that matched, each with its policy, as AWS names them
 * @see <a
 *     href="https://docs.aws.amazon.com/iam-toolbox/latest/APIReference/API_GetRequestAuthorizationDetails.html">GetRequestAuthorizationDetails</a>
 */
public record AuthorizationDetails(
    DeniedCall call, RequestContext context, String effect, List<String> matched) {

  private static final String EVALUATIONS = "evaluations";
  private static final String EFFECT = "evaluatedEffect";
  private static final String PRINCIPAL = DerivedKey.PRINCIPAL_ARN.spelling();

  /** Copies the list. */
  public AuthorizationDetails {
    matched = List.copyOf(matched);
  }

  /** Whether a text has the members of these details. */
  public static boolean is(String text) {
    return JsonTree.parsed(text)
        .filter(
            tree ->
                tree instanceof JsonTree.Members object
                    && object.members().containsKey(EVALUATIONS)
                    && object.members().containsKey("requestContext"))
        .isPresent();
  }

  /**
   * Reads the details.
   *
   * @throws BadInputException if no evaluation is a denied action of KMS, or a member has another
   *     form than the documented one
   */
  public static AuthorizationDetails read(String text) {
    JsonTree.Members root = object(JsonTree.parsed(text).orElse(null), "the text");
    for (JsonTree element : elements(root, EVALUATIONS)) {
      JsonTree.Members evaluation = object(element, EVALUATIONS);
      String effect = text(evaluation, EFFECT);
      if (text(evaluation, "action").toLowerCase(Locale.ROOT).startsWith("kms:")
          && !effect.equals("ALLOW")) {
        return of(root, evaluation, effect);
      }
    }
    throw new BadInputException(
        "authorization details: no evaluation is that of a denied action of KMS");
  }

  private static AuthorizationDetails of(
      JsonTree.Members root, JsonTree.Members evaluation, String effect) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    context(root, "requestContext", values);
    context(evaluation, "context", values);
    RequestContext.Builder context = RequestContext.builder();
    values.forEach(context::put);
    boolean explicit = effect.equals("EXPLICIT_DENY");
    Map<String, String> types = types(root);
    List<String> matched = new ArrayList<>();
    Optional<PolicyType> layer = Optional.empty();
    for (JsonTree element : elements(evaluation, "matchedPolicies")) {
      JsonTree.Members policy = object(element, "matchedPolicies");
      String uri = text(policy, "uri");
      for (JsonTree one : elements(policy, "matchedStatements")) {
        JsonTree.Members statement = object(one, "matchedStatements");
        String here = text(statement, EFFECT);
        matched.add(
            (here.equals("DENY") ? "Deny " : "Allow ") + text(statement, "sid") + " of " + uri);
        if (explicit && here.equals("DENY") && layer.isEmpty()) {
          layer = type(types.getOrDefault(uri, ""));
        }
      }
    }
    return new AuthorizationDetails(
        call(evaluation, values, new AwsAnswer.Denied(Optional.of(explicit), layer)),
        context.build(),
        effect,
        matched);
  }

  private static DeniedCall call(
      JsonTree.Members evaluation, Map<String, List<String>> values, AwsAnswer.Denied answer) {
    String principal =
        values.entrySet().stream()
            .filter(entry -> entry.getKey().equalsIgnoreCase(PRINCIPAL))
            .flatMap(entry -> entry.getValue().stream())
            .findFirst()
            .orElseThrow(
                () ->
                    new BadInputException(
                        "authorization details: `requestContext` has no `" + PRINCIPAL + "`"));
    try {
      if (Caller.parse(principal) instanceof Caller.AccountCaller caller) {
        String resource = text(evaluation, "resource");
        return new DeniedCall(
            caller,
            text(evaluation, "action"),
            KmsResource.parse(resource.isEmpty() ? "*" : resource),
            answer);
      }
    } catch (InvalidNameException invalid) {
      throw new BadInputException("authorization details: " + invalid.getMessage());
    }
    throw new BadInputException(
        "authorization details: `" + principal + "` is not a principal of an account");
  }

  /** The types of the policies, by their URIs. */
  private static Map<String, String> types(JsonTree.Members root) {
    Map<String, String> types = new LinkedHashMap<>();
    for (JsonTree element : elements(root, "policies")) {
      JsonTree.Members policy = object(element, "policies");
      types.put(text(policy, "uri"), text(policy, "type"));
    }
    return types;
  }

  private static Optional<PolicyType> type(String name) {
    return switch (name) {
      case "IDENTITY_BASED_POLICY" -> Optional.of(PolicyType.IDENTITY);
      case "RESOURCE_BASED_POLICY" -> Optional.of(PolicyType.KEY);
      case "PERMISSIONS_BOUNDARY" -> Optional.of(PolicyType.PERMISSIONS_BOUNDARY);
      case "SESSION_POLICY" -> Optional.of(PolicyType.SESSION);
      case "SERVICE_CONTROL_POLICY" -> Optional.of(PolicyType.SERVICE_CONTROL);
      case "RESOURCE_CONTROL_POLICY" -> Optional.of(PolicyType.RESOURCE_CONTROL);
      case "VPC_ENDPOINT_POLICY" -> Optional.of(PolicyType.VPC_ENDPOINT);
      default -> Optional.empty();
    };
  }

  private static void context(
      JsonTree.Members owner, String member, Map<String, List<String>> values) {
    JsonTree found = owner.members().get(member);
    if (found == null) {
      return;
    }
    object(found, member)
        .members()
        .forEach(
            (key, value) -> {
              if (value instanceof JsonTree.Elements list) {
                values.put(key, list.elements().stream().map(one -> scalar(one, key)).toList());
              } else if (!(value instanceof JsonTree.Scalar none)
                  || none.quoted()
                  || !none.text().equals("null")) {
                values.put(key, List.of(scalar(value, key)));
              }
            });
  }

  private static String scalar(JsonTree value, String member) {
    if (value instanceof JsonTree.Scalar scalar) {
      return scalar.text();
    }
    throw wrong(value, member, "a text, a number or a boolean");
  }

  private static List<JsonTree> elements(JsonTree.Members owner, String member) {
    JsonTree found = owner.members().get(member);
    if (found == null) {
      return List.of();
    }
    if (found instanceof JsonTree.Elements list) {
      return list.elements();
    }
    throw wrong(found, member, "an array");
  }

  private static String text(JsonTree.Members owner, String member) {
    JsonTree found = owner.members().get(member);
    return found == null ? "" : scalar(found, member);
  }

  private static JsonTree.Members object(@Nullable JsonTree tree, String member) {
    if (tree instanceof JsonTree.Members object) {
      return object;
    }
    throw tree == null
        ? new BadInputException("authorization details: the text is not JSON")
        : wrong(tree, member, "an object");
  }

  private static BadInputException wrong(JsonTree at, String member, String right) {
    return new BadInputException(
        "authorization details:"
            + at.line()
            + ":"
            + at.column()
            + ": `"
            + member
            + "` must be "
            + right);
  }
}
