package io.kmspolicy.interceptor;

import io.kmspolicy.model.catalogue.KmsCatalogue;
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
record CallContexts(
    KmsCatalogue catalogue,
    MappedContext mapped,
    KeyFactReader keyFacts,
    Clock clock,
    CallerSource callers,
    boolean sessionsUntagged) {}
