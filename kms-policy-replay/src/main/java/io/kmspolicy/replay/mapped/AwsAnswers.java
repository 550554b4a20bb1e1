package io.kmspolicy.replay.mapped;

import io.kmspolicy.mapping.RefusalReason;
import io.kmspolicy.replay.trail.TrailEvent;
import java.util.ArrayList;
import java.util.HashMap;
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

  /** As {@link #of}; reasons that come again are not read again, equal denials are one object. */
  AwsAnswer recent(TrailEvent event) {
    return event.errorCode().isEmpty() || !DENIALS.contains(event.errorCode())
        ? of(event)
        : recentDenial(event.errorMessage());
  }

  private AwsAnswer.Denied recentDenial(String message) {
    int start = RefusalReason.start(message);
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
    return RefusalReason.of(message)
        .map(reason -> new AwsAnswer.Denied(Optional.of(reason.explicitly()), reason.layer()))
        .orElse(DENIED_WITHOUT_REASON);
  }
}
