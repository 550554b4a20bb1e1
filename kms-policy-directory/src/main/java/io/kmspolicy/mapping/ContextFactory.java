package io.kmspolicy.mapping;

import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.CallerTags;
import io.kmspolicy.spi.KeyDirectory;
import java.time.Clock;
import java.util.Optional;

/**
 * The parts that the contexts of all calls share.
 *
 * @param mapped maps request members to condition values
 * @param keys the properties of keys
 * @param clock the clock behind {@code aws:CurrentTime}
 * @param callers the tags of users and roles
 * @param sessionsUntagged whether role sessions are stated to have no tags of their own
 */
public record ContextFactory(
    RequestContextMapper mapped,
    KeyDirectory keys,
    Clock clock,
    CallerTags callers,
    boolean sessionsUntagged) {

  /** The metadata of a resource; empty if it is no known key. */
  Optional<KeyMetadata> metadata(KmsResource resource) {
    return resource instanceof KmsResource.Key key ? keys.metadata(key) : Optional.empty();
  }
}
