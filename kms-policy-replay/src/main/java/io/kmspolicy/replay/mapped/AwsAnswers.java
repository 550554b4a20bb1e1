package io.kmspolicy.replay.mapped;

import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
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

  private static final int MAX_REASONS = 64;

  /** Longer reasons are not kept. */
  private static final int MAX_LENGTH = 500;

  private static final AwsAnswer ALLOWED = new AwsAnswer.Allowed();
  private static final AwsAnswer.Denied DENIED_WITHOUT_REASON =
      new AwsAnswer.Denied(Optional.empty(), Optional.empty());

  /** Equal denials are one object. */
  private final Map<AwsAnswer.Denied, AwsAnswer.Denied> distinct = new HashMap<>();

  /**
   * The reasons of recent messages. Messages name callers and keys before the reason, so they are
   * many, and reasons are few. Emptied when it is full.
   */
  private final List<Reason> reasons = new ArrayList<>();

  /** The end of a message, and the denial that it names. */
  private record Reason(String text, AwsAnswer.Denied denied) {

    private boolean isEndOf(String message, int start) {
      return text.length() == message.length() - start
          && message.regionMatches(start, text, 0, text.length());
    }
  }

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
        : recentDenial(event.errorMessage());
  }

  private AwsAnswer.Denied recentDenial(String message) {
    int start = reasonIn(message);
    if (start < 0) {
      return DENIED_WITHOUT_REASON;
    }
    for (int i = 0; i < reasons.size(); i++) {
      Reason reason = reasons.get(i);
      if (reason.isEndOf(message, start)) {
        return reason.denied();
      }
    }
    AwsAnswer.Denied denied = distinct.computeIfAbsent(denial(message), Function.identity());
    if (message.length() - start <= MAX_LENGTH) {
      if (reasons.size() >= MAX_REASONS) {
        reasons.clear();
      }
      reasons.add(new Reason(message.substring(start), denied));
    }
    return denied;
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
    int start = reasonIn(message);
    return start < 0 ? DENIED_WITHOUT_REASON : denialFor(message.substring(start));
  }

  /** The layer is that of the last phrase, if a reason has both. */
  private static AwsAnswer.Denied denialFor(String reason) {
    int denies = reason.indexOf(EXPLICITLY);
    int allows = reason.indexOf(NOTHING_ALLOWS);
    return new AwsAnswer.Denied(
        Optional.of(denies >= 0), layerIn(reason.substring(Math.max(denies, allows))));
  }

  /**
   * Where the reason in a message begins; negative if it has none: "or a resource-based policy
   * explicitly denies access" leaves it open.
   */
  private static int reasonIn(String message) {
    int denies = message.indexOf(EXPLICITLY);
    int allows = message.indexOf(NOTHING_ALLOWS);
    return denies < 0 || allows < 0 ? Math.max(denies, allows) : Math.min(denies, allows);
  }

  /** The type of policy that a reason names. */
  private static Optional<PolicyType> layerIn(String reason) {
    return LAYERS.entrySet().stream()
        .filter(layer -> reason.contains(layer.getKey()))
        .map(Map.Entry::getValue)
        .findFirst();
  }
}
