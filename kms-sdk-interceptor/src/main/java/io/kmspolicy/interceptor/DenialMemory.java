package io.kmspolicy.interceptor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
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
final class DenialMemory {

  private static final long MOST = 10_000;

  private final Cache<Question, Refusal> refusals;
  private final RequestMembers members;
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

  DenialMemory(Duration kept, RequestMembers members, Ticker ticker) {
    this.members = members;
    this.ticker = ticker;
    this.refusals =
        Caffeine.newBuilder()
            .maximumSize(MOST)
            .expireAfterWrite(kept)
            .ticker(ticker)
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  Cache<?, ?> cache() {
    return refusals;
  }

  /** KMS refused a call. */
  void refused(Call call, @Nullable String requestId) {
    question(call)
        .ifPresent(
            question ->
                refusals.put(question, new Refusal(String.valueOf(requestId), ticker.read())));
  }

  /** Why the call would be refused again; null if that is not known. */
  @Nullable String reason(Call call) {
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

  private Optional<Question> question(Call call) {
    Map<String, Object> given = members.withoutBytes(call.request());
    boolean namesKeys =
        call.operation().name().equals("ReEncrypt")
            ? given.containsKey("sourceKeyId") && given.containsKey("destinationKeyId")
            : given.containsKey("keyId");
    return namesKeys
        ? Optional.of(new Question(call.caller(), call.region(), call.operation().name(), given))
        : Optional.empty();
  }
}
