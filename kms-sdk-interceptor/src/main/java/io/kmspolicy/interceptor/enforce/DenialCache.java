package io.kmspolicy.interceptor.enforce;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.model.request.Caller;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calls that KMS refused in the last seconds, so that a storm of retries does not use up the
 * quota of the account. Two calls are the same if one client makes them with one access key and
 * caller, Region, operation and all members that are not binary are equal: binary members do not
 * affect authorization where the request names its key. Another client may have another endpoint or
 * session policy, although its caller is the same, and so may a later session of the caller. Calls
 * that name no key are not remembered, and refusals in which KMS speaks of the ciphertext are not
 * added. Thread-safe.
 */
public final class DenialCache {

  private static final long MAX_ENTRIES = 10_000;

  private final Cache<Question, Refusal> refusals;
  private final Ticker ticker;

  /** The properties that two equal calls share. */
  private record Question(
      Object client, Caller caller, String region, String operation, Map<String, Object> members) {
    /** Only the operation: members contain encryption contexts. */
    @Override
    public String toString() {
      return "Question[" + operation + "]";
    }
  }

  /**
   * A refusal.
   *
   * @param accessKeyId the access key of the refused call
   * @param requestId the request id of the answer
   */
  private record Refusal(String accessKeyId, String requestId, long nanos) {}

  public DenialCache(Duration ttl, Ticker ticker) {
    this.ticker = ticker;
    this.refusals =
        Caffeine.newBuilder()
            .maximumSize(MAX_ENTRIES)
            .expireAfterWrite(ttl)
            .ticker(ticker)
            .executor(Runnable::run)
            .recordStats()
            .build();
  }

  public Cache<?, ?> cache() {
    return refusals;
  }

  /**
   * Adds a call that KMS refused.
   *
   * @param client stands for the client of the call and its endpoint
   * @param accessKeyId the access key with which the call was signed
   */
  public void refused(
      InterceptedCall call, Object client, String accessKeyId, @Nullable String requestId) {
    question(call, client)
        .ifPresent(
            question ->
                refusals.put(
                    question, new Refusal(accessKeyId, String.valueOf(requestId), ticker.read())));
  }

  /**
   * The reason for which KMS would refuse a call again; null if none is known.
   *
   * @param client as for {@link #refused}
   * @param accessKeyId the access key with which the call will be signed, null if it is not known;
   *     asked for only if the call was refused before
   */
  public @Nullable String reason(
      InterceptedCall call, Object client, Supplier<@Nullable String> accessKeyId) {
    if (refusals.asMap().isEmpty()) {
      return null;
    }
    return question(call, client)
        .map(refusals::getIfPresent)
        .filter(refusal -> refusal.accessKeyId().equals(accessKeyId.get()))
        .map(
            refusal ->
                "KMS refused the same call "
                    + Duration.ofNanos(ticker.read() - refusal.nanos()).toMillis()
                    + " ms ago (request id "
                    + refusal.requestId()
                    + ")")
        .orElse(null);
  }

  private static Optional<Question> question(InterceptedCall call, Object client) {
    Map<String, Object> given = call.request().withoutBytes();
    boolean namesKeys =
        call.operation().name().equals("ReEncrypt")
            ? given.containsKey("sourceKeyId") && given.containsKey("destinationKeyId")
            : given.containsKey("keyId");
    return namesKeys
        ? Optional.of(
            new Question(client, call.caller(), call.region(), call.operation().name(), given))
        : Optional.empty();
  }
}
