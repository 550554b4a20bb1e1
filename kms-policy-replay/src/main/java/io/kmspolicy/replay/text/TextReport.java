package io.kmspolicy.replay.text;

import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Says what the text of an error means, where it does not name a request that can be decided. */
public final class TextReport {

  private TextReport() {}

  /** What a denial says besides its request. */
  public static List<String> details(
      MessageDetails details, String action, KmsResource on, Optional<PolicySet> policies) {
    List<String> lines = new ArrayList<>();
    if (!details.policyArn().isEmpty()) {
      String file = policies.flatMap(set -> file(set, details.policyArn())).orElse("");
      lines.add(
          "AWS's policy: "
              + details.policyArn()
              + (file.isEmpty()
                  ? "; no policy of this name is among the caller's policies here"
                  : " (here: " + file + ")"));
    }
    details
        .caller()
        .ifPresent(
            caller ->
                lines.add(
                    "the operation "
                        + (details.operation().isEmpty() ? "around the call" : details.operation())
                        + called(caller, action, on)));
    details
        .detailsCommand(on instanceof KmsResource.Owned owned ? owned.region() : "")
        .ifPresent(
            command ->
                lines.add(
                    "AWS keeps its evaluation for at least 24 hours; explain takes what this"
                        + " prints: "
                        + command));
    return lines;
  }

  private static String called(WrappingService caller, String action, KmsResource on) {
    if (caller.isDirect()) {
      return " is one of KMS: the caller called KMS directly";
    }
    String service = " is one of the service `" + caller.service() + "`, which ";
    return caller
        .documented(action, on)
        .map(via -> service + "called KMS for the caller: kms:ViaService is `" + via + "`")
        .orElse(
            service
                + "may have called KMS for the caller; that is not certain, so kms:ViaService is"
                + " unknown: --assume kms:ViaService=VALUE states it");
  }

  /** Where the reason of a call is found that KMS refused before. */
  public static List<String> remembered(ErrorText.Remembered refused) {
    String event =
        refused.requestId().isEmpty()
            ? "the event of the refused call in CloudTrail"
            : "the event in CloudTrail whose requestID is `" + refused.requestId() + "`";
    return List.of(
        "the interceptor did not send it: KMS refused the same call before, and the text does not"
            + " say why",
        event + " names the layer; explain takes it");
  }

  /** AWS's evaluation. */
  public static List<String> details(AuthorizationDetails details) {
    List<String> lines = new ArrayList<>();
    lines.add("AWS evaluated: " + details.effect());
    details.matched().forEach(matched -> lines.add("AWS matched: " + matched));
    if (details.matched().isEmpty()) {
      lines.add("AWS matched: no statement");
    }
    return lines;
  }

  /** The file of the policy with the name at the end of an ARN. */
  private static Optional<String> file(PolicySet set, String arn) {
    String name = arn.substring(arn.lastIndexOf('/') + 1);
    Stream<NamedPolicy> policies =
        Stream.of(set.identity(), set.permissionsBoundary(), set.session())
            .flatMap(PolicyLayer::known);
    Stream<NamedPolicy> levels =
        Stream.of(set.serviceControl(), set.resourceControl()).flatMap(OrganizationLayer::known);
    return Stream.concat(policies, levels)
        .filter(policy -> policy.name().equals(name) || policy.name().equals(name + ".json"))
        .map(
            policy ->
                policy.document().statements().stream()
                    .map(statement -> statement.location().source())
                    .filter(source -> !source.isEmpty())
                    .findFirst()
                    .orElse(policy.name()))
        .findFirst();
  }

  /** The lines about a text that names no request that can be decided. */
  public static List<String> of(ErrorText text, Optional<KmsResource.Key> stated) {
    if (text instanceof ErrorText.Incomplete denied) {
      return incomplete(denied);
    }
    if (text instanceof ErrorText.KeyState state) {
      return List.of(
          "AWS: " + state.state(),
          "this is no denial: KMS reports the state of a key, or that it found none, in this"
              + " account and Region",
          "check: aws kms describe-key --key-id " + (state.key().isEmpty() ? "KEY" : state.key()));
    }
    if (text instanceof ErrorText.PolicyRefused refused) {
      return refused(refused.invalidPrincipals());
    }
    if (text instanceof ErrorText.Other other) {
      return other.reason().lines();
    }
    if (text instanceof ErrorText.Encoded) {
      return List.of(
          "AWS: a service denied an action of its own; which one stands in the encoded message",
          "to read it: aws sts decode-authorization-message --encoded-message MESSAGE",
          "if the action begins with `kms:`: kms-policy explain --principal ARN --action ACTION"
              + " --resource KEY --policies DIR");
    }
    if (text instanceof ErrorText.OtherAction other) {
      return List.of(
          "AWS: denied `" + other.action() + "`, which is no action of KMS",
          "kms-policy knows the rules of KMS; the text names no call of KMS");
    }
    return service((ErrorText.ServiceFailure) text, stated);
  }

  private static List<String> incomplete(ErrorText.Incomplete denied) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "AWS: denied `"
            + denied.action()
            + "`"
            + (denied.answer().isEmpty() ? "" : ": " + denied.answer()));
    lines.add(
        "the text does not name the whole request: caller "
            + named(denied.user())
            + ", resource "
            + named(denied.resource()));
    lines.add(
        "to decide it: kms-policy explain --principal ARN --action "
            + denied.action()
            + " --resource KEY --policies DIR");
    lines.addAll(
        details(
            denied.details(),
            denied.action(),
            new KmsResource.UnknownKey("", ""),
            Optional.empty()));
    return lines;
  }

  private static String named(String text) {
    return text.isEmpty() ? "not named" : "`" + text + "`";
  }

  private static List<String> refused(boolean invalidPrincipals) {
    return invalidPrincipals
        ? List.of(
            "AWS: refused the key policy: it names a principal that does not exist",
            "every user and role in it must exist when it is set; an id such as `AROA...` or"
                + " `AIDA...` stands for one that was deleted",
            "to list them: kms-policy explain TEXT --key-policy FILE --policies DIR")
        : List.of(
            "AWS: refused the key policy: whoever sets it could not change it afterwards",
            "it must allow kms:PutKeyPolicy to the caller, or to the account whose identity"
                + " policies allow it to the caller",
            "to check it: kms-policy explain TEXT --key-policy FILE --principal ARN --policies"
                + " DIR");
  }

  private static List<String> service(
      ErrorText.ServiceFailure failure, Optional<KmsResource.Key> stated) {
    Optional<KmsResource.Key> key = stated.or(() -> failure.keys().stream().findFirst());
    List<String> lines = new ArrayList<>();
    lines.add("AWS: " + failure.use().meaning());
    String named = key.map(KmsResource.Key::arn).orElse("KEY");
    String region =
        failure.region().isEmpty()
            ? key.map(KmsResource.Key::region).orElse("REGION")
            : failure.region();
    lines.add(caller(failure.use(), region));
    if (!failure.use().actions().isEmpty()) {
      lines.add("with " + named + ": " + String.join(", ", failure.use().actions()));
    }
    List<String> known = new ArrayList<>();
    failure.use().context().forEach(pair -> known.add(pair.replace("REGION", region)));
    failure.context().ifPresent(pair -> known.add(pair.key() + "=" + pair.value()));
    String context = known.stream().map(pair -> " --context " + pair).reduce("", String::concat);
    String principal = failure.context().isPresent() ? "logs." + region + ".amazonaws.com" : "ARN";
    String action = failure.use().actions().isEmpty() ? "ACTION" : failure.use().actions().get(0);
    lines.add(
        "to decide it: kms-policy explain --principal "
            + principal
            + " --action "
            + action
            + " --resource "
            + named
            + context
            + " --policies DIR");
    lines.add("AWS's page: " + failure.use().page());
    return lines;
  }

  /** Who calls KMS when a service uses a key. */
  public static String caller(ServiceText use, String region) {
    return "who calls KMS: " + use.principal().replace("REGION", region);
  }

  /** The lines as text. */
  public static String text(List<String> lines) {
    StringBuilder text = new StringBuilder();
    lines.forEach(line -> text.append(Quoting.escape(line)).append('\n'));
    return text.toString();
  }
}
