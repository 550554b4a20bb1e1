package io.kmspolicy.mapping;

import io.kmspolicy.model.policy.PolicyType;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What a message of AWS gives as the reason of a refusal. The texts of messages are not a contract:
 * a message that is not recognized has no reason.
 *
 * @param explicitly whether it names an explicit deny; otherwise nothing allows the request
 * @param layer the layer that it names; if several refuse, AWS names one of them
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Access
 *     denied error messages</a>
 */
public record RefusalReason(boolean explicitly, Optional<PolicyType> layer) {

  private static final String EXPLICITLY = "with an explicit deny";
  private static final String NOTHING_ALLOWS = "because no ";

  private static final Map<String, PolicyType> LAYERS = layers();

  /** The names of policy types in messages. */
  private static Map<String, PolicyType> layers() {
    Map<String, PolicyType> layers = new LinkedHashMap<>();
    layers.put("identity-based policy", PolicyType.IDENTITY);
    layers.put("resource-based policy", PolicyType.KEY);
    layers.put("permissions boundary", PolicyType.PERMISSIONS_BOUNDARY);
    layers.put("session policy", PolicyType.SESSION);
    layers.put("service control policy", PolicyType.SERVICE_CONTROL);
    layers.put("resource control policy", PolicyType.RESOURCE_CONTROL);
    layers.put("VPC endpoint policy", PolicyType.VPC_ENDPOINT);
    return layers;
  }

  /** The reason that a message gives; empty if it gives none. */
  public static Optional<RefusalReason> of(String message) {
    int start = start(message);
    return start < 0 ? Optional.empty() : Optional.of(in(message.substring(start)));
  }

  /**
   * Where the reason in a message begins; negative if it has none: "or a resource-based policy
   * explicitly denies access" leaves it open.
   */
  public static int start(String message) {
    int denies = message.indexOf(EXPLICITLY);
    int allows = message.indexOf(NOTHING_ALLOWS);
    return denies < 0 || allows < 0 ? Math.max(denies, allows) : Math.min(denies, allows);
  }

  /** The layer is that of the last phrase, if a reason has both. */
  private static RefusalReason in(String reason) {
    int denies = reason.indexOf(EXPLICITLY);
    String last = reason.substring(Math.max(denies, reason.indexOf(NOTHING_ALLOWS)));
    return new RefusalReason(
        denies >= 0,
        LAYERS.entrySet().stream()
            .filter(layer -> last.contains(layer.getKey()))
            .map(Map.Entry::getValue)
            .findFirst());
  }

  /** Such as {@code an explicit Deny in scp} or {@code a missing Allow in identity}. */
  public String text() {
    return (explicitly ? "an explicit Deny" : "a missing Allow")
        + layer.map(named -> " in " + named.word()).orElse("");
  }
}
