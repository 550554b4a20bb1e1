package io.kmspolicy.interceptor;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import io.kmspolicy.interceptor.decision.CallDecision;
import io.kmspolicy.interceptor.decision.Disposition;
import io.kmspolicy.interceptor.decision.EnforcementMode;
import io.kmspolicy.interceptor.decision.KmsAccessDeniedException;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.request.Decision;
import java.time.Duration;
import java.util.List;

/**
 * Uses each library on the class path as a call does, so that a version which is too old is
 * reported at start and not when the first call is stopped.
 */
final class LibraryCheck {

  private static final String POLICY =
      "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\","
          + "\"Action\":\"kms:*\",\"Resource\":\"*\"}}";

  private LibraryCheck() {}

  /**
   * Checks all libraries.
   *
   * @throws IllegalStateException if one of them is too old; the message names it
   */
  static void run() {
    check("the AWS SDK for Java 2.26.3", LibraryCheck::useSdk);
    check("Caffeine 3.1", LibraryCheck::useCaffeine);
    check("Jackson 2.15", LibraryCheck::useJackson);
  }

  /**
   * Checks one library.
   *
   * @param oldest its name and the oldest version that works
   * @param use fails with a linkage error on a version that does not work
   */
  static void check(String oldest, Runnable use) {
    try {
      use.run();
    } catch (LinkageError e) {
      throw new IllegalStateException(
          "the version on the class path is too old: the interceptor needs "
              + oldest
              + " or later ("
              + e
              + ")",
          e);
    }
  }

  /** Makes a denial, passes it through the builder as the SDK does, and reads its message. */
  private static void useSdk() {
    CallDecision decision =
        new CallDecision(
            "Decrypt", Decision.DENIED, List.of(), EnforcementMode.ENFORCE, Disposition.STOPPED, 0);
    KmsAccessDeniedException denial =
        KmsAccessDeniedException.of(decision, () -> "at start", reason -> reason);
    String message = denial.toBuilder().build().getMessage();
    if (!String.valueOf(message).contains("at start")) {
      throw new IncompatibleClassChangeError("a denial has the message `" + message + "`");
    }
  }

  private static void useCaffeine() {
    Cache<String, String> cache =
        Caffeine.newBuilder()
            .maximumSize(1)
            .expireAfterWrite(Duration.ofSeconds(1))
            .executor(Runnable::run)
            .ticker(System::nanoTime)
            .recordStats()
            .build();
    cache.put(Interner.<String>newWeakInterner().intern("key"), "value");
    var unused = cache.getIfPresent("key");
    var unusedStatistics = cache.stats();
  }

  private static void useJackson() {
    var unused = PolicyReader.forType(PolicyType.KEY).read(POLICY);
  }
}
