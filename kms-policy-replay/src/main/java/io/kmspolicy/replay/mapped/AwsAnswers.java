package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Derives AWS's answer from the error of an event. The texts of messages are not a contract: a
 * message that is not recognized leaves the layer open. Not thread-safe.
 *
 * @see <a
 *     href="https://docs.aws.amazon.com/IAM/latest/UserGuide/troubleshoot_access-denied.html">Access
 *     denied error messages</a>
 */
final class AwsAnswers {

  private static final String EXPLICITLY = "with an explicit deny";
  private static final String NOTHING_ALLOWS = "because no ";

  private static final Set<String> DENIALS =
      Set.of("AccessDenied", "AccessDeniedException", "VpceAccessDenied");

  /** Errors about the key, the ciphertext or the signature, which KMS finds after it authorized. */
  private static final Set<String> AFTER_AUTHORIZATION =
      Set.of(
          "DisabledException",
          "DryRunOperationException",
          "IncorrectKeyException",
          "IncorrectKeyMaterialException",
          "InvalidCiphertextException",
          "InvalidKeyUsageException",
          "KMSInvalidMacException",
          "KMSInvalidSignatureException",
          "KMSInvalidStateException",
          "KeyUnavailableException");

  private static final Map<String, PolicyType> LAYERS = layers();

  private static final int MAX_REASONS = 1_000;

  /** Longer reasons are not kept. */
  private static final int MAX_LENGTH = 500;

  private static final AwsAnswer ALLOWED = new AwsAnswer.Allowed();

  /** Equal denials are one object. */
  private final Map<AwsAnswer.Denied, AwsAnswer.Denied> distinct = new HashMap<>();

  /** Messages name callers and keys before the reason, so they are many, and reasons are few. */
  private final Recent<String, Optional<PolicyType>> layers =
      new Recent<>(MAX_REASONS, AwsAnswers::layerIn);

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

  /** As {@link #of}; reasons that come again are not read again, equal denials are one object. */
  AwsAnswer recent(TrailEvent event) {
    return event.errorCode().isEmpty() || !DENIALS.contains(event.errorCode())
        ? of(event)
        : distinct.computeIfAbsent(
            denial(event.errorMessage(), this::keptLayerIn), Function.identity());
  }

  static AwsAnswer of(TrailEvent event) {
    if (event.isLogged()) {
      return new AwsAnswer.NotRecorded(
          event.additionalData().get(TrailEvent.DECISION) instanceof String here ? here : "");
    }
    String code = event.errorCode();
    if (code.isEmpty()) {
      return ALLOWED;
    }
    if (DENIALS.contains(code)) {
      return denial(event.errorMessage());
    }
    return AFTER_AUTHORIZATION.contains(code)
        ? new AwsAnswer.ProbablyAllowed(code)
        : new AwsAnswer.NoEvidence(code);
  }

  /** The denial that a message names. */
  static AwsAnswer.Denied denial(String message) {
    return denial(message, AwsAnswers::layerIn);
  }

  /** "or a resource-based policy explicitly denies access" leaves it open. */
  private static AwsAnswer.Denied denial(
      String message, Function<String, Optional<PolicyType>> layerIn) {
    int denies = message.indexOf(EXPLICITLY);
    int allows = message.indexOf(NOTHING_ALLOWS);
    if (denies < 0 && allows < 0) {
      return new AwsAnswer.Denied(Optional.empty(), Optional.empty());
    }
    return new AwsAnswer.Denied(
        Optional.of(denies >= 0), layerIn.apply(message.substring(Math.max(denies, allows))));
  }

  private Optional<PolicyType> keptLayerIn(String reason) {
    return reason.length() > MAX_LENGTH ? layerIn(reason) : layers.get(reason);
  }

  /** The type of policy that a reason names. */
  private static Optional<PolicyType> layerIn(String reason) {
    return LAYERS.entrySet().stream()
        .filter(layer -> reason.contains(layer.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
