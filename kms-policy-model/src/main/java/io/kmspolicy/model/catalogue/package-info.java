/**
 * What is known of KMS itself: its actions, condition keys and operations, and which member of a
 * request feeds which condition key. Start at {@link
 * io.kmspolicy.model.catalogue.KmsCatalogue#bundled()}. Every type is immutable and safe to share
 * between threads.
 */
@NullMarked
package io.kmspolicy.model.catalogue;

import org.jspecify.annotations.NullMarked;
