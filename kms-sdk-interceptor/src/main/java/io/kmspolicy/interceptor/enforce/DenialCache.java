package io.kmspolicy.interceptor.enforce;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.model.request.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Remembers for seconds which calls KMS refused, so that a storm of retries does not eat the quota
 * of the account. Two calls are the same if caller, Region, operation and all members but binary
 * ones are: those do not bear on authorization where the request names its key. Calls that name no
 * key are not remembered.
 */
public final class DenialCache {

  private static final long MAX_ENTRIES = 10_000;

  private final Cache<Question, Refusal> refusals;
  private final Ticker ticker;

  /** What makes two calls the same. */
  private record Question(
      Caller caller, String region, String operation, Map<String, Object> members) {
    /** The operation alone: members hold encryption contexts. */
    @Override
    public String toString() {
      return "Question[" + operation + "]";
    }
  }

  /**
   * A refusal.
   *
   * @param requestId the request id of the answer
   */
  private record Refusal(String requestId, long nanos) {}

  public DenialCache(Duration kept, Ticker ticker) {
    this.ticker = ticker;
    this.refusals =
        Caffeine.newBuilder()
            .maximumSize(MAX_ENTRIES)
            .expireAfterWrite(kept)
            .ticker(ticker)
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  public Cache<?, ?> cache() {
    return refusals;
  }

  /** KMS refused a call. */
  public void refused(InterceptedCall call, @Nullable String requestId) {
    question(call)
        .ifPresent(
            question ->
                refusals.put(question, new Refusal(String.valueOf(requestId), ticker.read())));
  }

  /** Why the call would be refused again; null if that is not known. */
  public @Nullable String reason(InterceptedCall call) {
    if (refusals.asMap().isEmpty()) {
      return null;
    }
    return question(call)
        .map(refusals::getIfPresent)
        .map(
            refusal ->
                "KMS refused the same call "
                    + Duration.ofNanos(ticker.read() - refusal.nanos()).toMillis()
                    + " ms ago (request id "
                    + refusal.requestId()
                    + ")")
        .orElse(null);
  }

  private Optional<Question> question(InterceptedCall call) {
    Map<String, Object> given = call.request().withoutBytes();
    boolean namesKeys =
        call.operation().name().equals("ReEncrypt")
            ? given.containsKey("sourceKeyId") && given.containsKey("destinationKeyId")
            : given.containsKey("keyId");
    return namesKeys
        ? Optional.of(new Question(call.caller(), call.region(), call.operation().name(), given))
        : Optional.empty();
  }
}
