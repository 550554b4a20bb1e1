package io.kmspolicy.mapping;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.spi.CallerTags;
import java.time.Clock;

/**
 * The parts that the contexts of all calls share.
 *
 * @param catalogue the catalogue of condition keys
 * @param mapped maps request members to condition values
 * @param keyFacts maps key properties to condition values
 * @param clock the clock behind {@code aws:CurrentTime}
 * @param callers the tags of users and roles
 * @param sessionsUntagged whether role sessions are stated to have no tags of their own
 */
public record ContextFactory(
    KmsCatalogue catalogue,
    RequestContextMapper mapped,
    KeyContext keyFacts,
    Clock clock,
    CallerTags callers,
    boolean sessionsUntagged) {}
