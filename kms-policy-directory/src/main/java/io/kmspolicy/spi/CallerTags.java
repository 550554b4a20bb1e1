package io.kmspolicy.spi;

import io.kmspolicy.model.request.Caller;
import java.util.Map;
import java.util.Optional;

/**
 * The tags of IAM users and roles. Asked on the caller's thread, so implementations answer from
 * memory and never block; safe for use by many threads.
 */
public interface CallerTags {

  /**
   * The tags of the user or role behind a caller, those of its session not included.
   *
   * @return empty if they are not known
   */
  Optional<Map<String, String>> tagsOf(Caller.AccountCaller caller);
}
