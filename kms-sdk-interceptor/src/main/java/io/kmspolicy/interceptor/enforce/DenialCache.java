package io.kmspolicy.interceptor.enforce;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.kmspolicy.mapping.InterceptedCall;
import io.kmspolicy.model.request.Caller;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The calls that KMS refused in the last seconds, so that a storm of retries does not use up the
 * quota of the account. Two calls are the same if one client makes them and caller, Region,
 * operation and all members that are not binary are equal: binary members do not affect
 * authorization where the request names its key. Another client may have another endpoint or
 * session policy, although its caller is the same. Calls that name no key are not remembered.
 * Thread-safe.
 */
public final class DenialCache {

  private static final long MAX_ENTRIES = 10_000;

  private final Cache<Question, Refusal> refusals;
  private final Ticker ticker;

  /** The properties that two equal calls share. */
  public static final class Question {

    private final Object client;
    private final Caller caller;
    private final String region;
    private final String operation;
    private final Map<String, Object> members;

    private Question(
        Object client,
        Caller caller,
        String region,
        String operation,
        Map<String, Object> members) {
      this.client = client;
      this.caller = caller;
      this.region = region;
      this.operation = operation;
      this.members = members;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // a client is one object
    public boolean equals(Object other) {
      return other instanceof Question that
          && client == that.client
          && caller.equals(that.caller)
          && region.equals(that.region)
          && operation.equals(that.operation)
          && members.equals(that.members);
    }

    @Override
    public int hashCode() {
      return 31 * operation.hashCode() + members.hashCode();
    }

    /** Only the operation: members contain encryption contexts. */
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

  /** Adds a call that KMS refused. */
  public void refused(Question call, @Nullable String requestId) {
    refusals.put(call, new Refusal(String.valueOf(requestId), ticker.read()));
  }

  /** The reason for which KMS would refuse a call again; null if none is known. */
  public @Nullable String reason(Question call) {
    Refusal refusal = refusals.asMap().isEmpty() ? null : refusals.getIfPresent(call);
    return refusal == null
        ? null
        : "KMS refused the same call "
            + Duration.ofNanos(ticker.read() - refusal.nanos()).toMillis()
            + " ms ago (request id "
            + refusal.requestId()
            + ")";
  }

  /**
   * What a call shares with equal ones; null if it names no key.
   *
   * @param client stands for the client of the call, its credentials and its endpoint
   */
  public static @Nullable Question question(InterceptedCall call, Object client) {
    Map<String, Object> given = call.request().withoutBytes();
    boolean namesKeys =
        call.operation().name().equals("ReEncrypt")
            ? given.containsKey("sourceKeyId") && given.containsKey("destinationKeyId")
            : given.containsKey("keyId");
    return namesKeys
        ? new Question(client, call.caller(), call.region(), call.operation().name(), given)
        : null;
  }
}
