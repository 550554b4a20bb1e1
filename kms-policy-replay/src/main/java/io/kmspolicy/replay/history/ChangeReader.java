package io.kmspolicy.replay.history;

import io.kmspolicy.model.json.JsonWriter;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.problem.PolicySyntaxException;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.resource.Arn;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads the changes of keys from events. What a record does not hold is unknown. */
final class ChangeReader {

  private static final String POLICY = "policy";
  private static final String MULTI_REGION = ":key/mrk-";
  private static final String GRANT_ID = "grantId";

  private ChangeReader() {}

  /**
   * The change that an event records; empty if it changes no key policy and no grant. A decision
   * log does not say whether a call succeeded.
   */
  static Optional<KeyChange> read(TrailEvent event) {
    if (!event.errorCode().isEmpty() || event.isLogged()) {
      return Optional.empty();
    }
    return switch (event.name()) {
      case "CreateKey" -> Optional.of(new KeyChange.Created(event.time(), newPolicy(event)));
      case "PutKeyPolicy" -> Optional.of(new KeyChange.PolicyPut(event.time(), policy(event)));
      case "CreateGrant" -> Optional.of(grant(event));
      case "RevokeGrant", "RetireGrant" -> Optional.of(ended(event));
      default -> Optional.empty();
    };
  }

  /** The ARN of the key that changed; empty if the record does not name it. */
  static String key(TrailEvent event) {
    for (String arn : event.resources()) {
      if (isKey(arn)) {
        return arn;
      }
    }
    if (event.responseElements().get("keyMetadata") instanceof Map<?, ?> made
        && made.get("arn") instanceof String arn
        && isKey(arn)) {
      return arn;
    }
    String named = text(event.parameters().orElse(Map.of()), "keyId");
    return isKey(named) ? named : "";
  }

  private static boolean isKey(String arn) {
    return Arn.parse(arn).flatMap(name -> name.resourceOfKind("key")).isPresent();
  }

  private static PolicyLayer policy(TrailEvent event) {
    return read(text(event.parameters().orElse(Map.of()), POLICY));
  }

  /**
   * Without a policy in the request, KMS gives a customer managed key its default policy. The
   * policies of AWS managed keys are not recorded, and that of a replica key may be in the request
   * of ReplicateKey, for which KMS records a CreateKey, too.
   */
  private static PolicyLayer newPolicy(TrailEvent event) {
    Map<String, Object> parameters = event.parameters().orElse(Map.of());
    boolean byDefault =
        event.parameters().isPresent()
            && isCustomerManaged(event)
            && !mayBeReplica(event)
            && !parameters.containsKey(POLICY)
            && !parameters.containsKey("omitted");
    return byDefault
        ? Arn.parse(key(event)).map(ChangeReader::defaultPolicy).orElse(PolicyLayer.unknown())
        : policy(event);
  }

  private static boolean isCustomerManaged(TrailEvent event) {
    return event.responseElements().get("keyMetadata") instanceof Map<?, ?> made
        && "CUSTOMER".equals(made.get("keyManager"));
  }

  private static boolean mayBeReplica(TrailEvent event) {
    return key(event).contains(MULTI_REGION)
        && !(event.responseElements().get("keyMetadata") instanceof Map<?, ?> made
            && made.get("multiRegionConfiguration") instanceof Map<?, ?> configuration
            && "PRIMARY".equals(configuration.get("multiRegionKeyType")));
  }

  private static PolicyLayer defaultPolicy(Arn key) {
    return read(
        """
        {"Version": "2012-10-17", "Id": "key-default-1", "Statement": [
          {"Sid": "Enable IAM User Permissions", "Effect": "Allow",
           "Principal": {"AWS": "arn:%s:iam::%s:root"}, "Action": "kms:*", "Resource": "*"}]}
        """
            .formatted(key.partition(), key.accountId()));
  }

  private static PolicyLayer read(String policy) {
    if (policy.isEmpty()) {
      return PolicyLayer.unknown();
    }
    try {
      return PolicyLayer.of(
          new NamedPolicy("default", PolicyReader.forType(PolicyType.KEY).read(policy)));
    } catch (PolicySyntaxException refused) {
      return PolicyLayer.unknown();
    }
  }

  private static KeyChange ended(TrailEvent event) {
    String id = text(event.parameters().orElse(Map.of()), GRANT_ID);
    String ended = id.isEmpty() ? text(event.additionalData(), GRANT_ID) : id;
    return ended.isEmpty()
        ? new KeyChange.GrantsLost(event.time())
        : new KeyChange.GrantEnded(event.time(), ended);
  }

  private static KeyChange grant(TrailEvent event) {
    Map<String, Object> parameters = event.parameters().orElse(Map.of());
    String id = text(event.responseElements(), GRANT_ID);
    if (id.isEmpty() || issuer(event).isEmpty() || parameters.containsKey("omitted")) {
      return new KeyChange.GrantsLost(event.time());
    }
    try {
      List<Grant> grants = GrantReader.create().read(entry(event, id, parameters));
      return grants.size() == 1
          ? new KeyChange.GrantCreated(event.time(), grants.get(0))
          : new KeyChange.GrantsLost(event.time());
    } catch (PolicySyntaxException refused) {
      return new KeyChange.GrantsLost(event.time());
    }
  }

  /** The grant as ListGrants would show it: its members begin with capital letters. */
  private static String entry(TrailEvent event, String id, Map<String, Object> parameters) {
    return JsonWriter.text(
        JsonWriter.Layout.COMPACT,
        out ->
            out.object(
                () -> {
                  out.member("GrantId", id);
                  out.member("KeyId", key(event));
                  out.member("IssuingAccount", issuer(event));
                  for (String member :
                      List.of(
                          "name",
                          "granteePrincipal",
                          "granteeServicePrincipal",
                          "retiringPrincipal",
                          "retiringServicePrincipal")) {
                    out.optionalMember(capital(member), text(parameters, member));
                  }
                  if (parameters.get("operations") instanceof List<?> operations) {
                    out.member("Operations")
                        .strings(operations.stream().map(Object::toString).toList());
                  }
                  if (parameters.get("constraints") instanceof Map<?, ?> constraints) {
                    out.member("Constraints").object(() -> constraints(out, constraints));
                  }
                }));
  }

  private static String issuer(TrailEvent event) {
    return text(event.identity(), "accountId");
  }

  private static void constraints(JsonWriter out, Map<?, ?> constraints) {
    constraints.forEach(
        (name, pairs) -> {
          out.member(capital(name.toString()));
          if (pairs instanceof Map<?, ?> map) {
            out.object(() -> map.forEach((key, value) -> member(out, key, value)));
          } else {
            out.string(String.valueOf(pairs));
          }
        });
  }

  private static void member(JsonWriter out, @Nullable Object name, @Nullable Object value) {
    out.member(String.valueOf(name), String.valueOf(value));
  }

  private static String capital(String name) {
    return Character.toUpperCase(name.charAt(0)) + name.substring(1);
  }

  private static String text(Map<String, Object> object, String name) {
    return object.get(name) instanceof String text ? text : "";
  }
}
