package io.kmspolicy.interceptor.source;

import io.kmspolicy.source.SourceException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkServiceException;

/** Calls AWS within the rates of {@link AwsApi}, and loads all pages of a list. */
final class AwsCalls {

  private static final Duration PAUSE = Duration.ofSeconds(2);
  private static final int MAX_PAGES = 10_000;

  private final Map<AwsApi, RateLimiter> limiters = new EnumMap<>(AwsApi.class);

  AwsCalls(double share) {
    this(share, System::nanoTime);
  }

  AwsCalls(double share, LongSupplier ticker) {
    for (AwsApi api : AwsApi.values()) {
      limiters.put(api, new RateLimiter(api.perSecond() * share, ticker));
    }
  }

  RateLimiter limiter(AwsApi api) {
    return required(limiters.get(api), "rate of the API");
  }

  /** Makes a call when the rate limit allows it. */
  <T> T call(AwsApi api, Supplier<T> call) {
    RateLimiter limiter = limiter(api);
    limiter.acquire();
    try {
      return call.get();
    } catch (SdkServiceException e) {
      if (e.isThrottlingException()) {
        limiter.pause(PAUSE);
      }
      throw e;
    }
  }

  /**
   * Loads all pages of a list.
   *
   * @param page loads the page at a marker; null for the first
   * @param truncated whether a page is not the last
   * @param marker the marker of the next page
   * @throws SourceException if a page is not the last but has no new marker
   */
  <P> List<P> pages(
      AwsApi api,
      Function<@Nullable String, P> page,
      Predicate<P> truncated,
      Function<P, @Nullable String> marker) {
    List<P> pages = new ArrayList<>();
    String next = null;
    do {
      String from = next;
      P got = call(api, () -> page.apply(from));
      pages.add(got);
      next = truncated.test(got) ? following(api, marker.apply(got), from) : null;
    } while (next != null && pages.size() < MAX_PAGES);
    if (next != null) {
      throw new SourceException("the pages of " + api + " do not end");
    }
    return pages;
  }

  private static String following(AwsApi api, @Nullable String next, @Nullable String from) {
    if (next == null || next.isEmpty() || next.equals(from)) {
      throw new SourceException("incomplete response: " + api + " has more pages but no marker");
    }
    return next;
  }

  /**
   * A required part of a response.
   *
   * @throws SourceException if it is missing
   */
  static <T> T required(@Nullable T part, String what) {
    if (part == null) {
      throw new SourceException("incomplete response: it has no " + what);
    }
    return part;
  }
}
