package io.kmspolicy.mapping;

import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.spi.CallerTags;
import java.time.Clock;

/**
 * What the contexts of all calls share.
 *
 * @param catalogue the facts about condition keys
 * @param mapped makes condition values of request members
 * @param keyFacts makes condition values of key properties
 * @param clock tells the time
 * @param callers tells the tags of users and roles
 * @param sessionsUntagged whether role sessions are stated to have no tags of their own
 */
public record ContextFactory(
    KmsCatalogue catalogue,
    RequestContextMapper mapped,
    KeyContext keyFacts,
    Clock clock,
    CallerTags callers,
    boolean sessionsUntagged) {}
