/**
 * The catalogue of KMS: its actions, condition keys and operations, and the mapping from the
 * members of a request to condition keys. Start at {@link
 * io.kmspolicy.model.catalogue.KmsCatalogue#bundled()}. Every type is immutable and safe to share
 * between threads.
 */
@NullMarked
package io.kmspolicy.model.catalogue;

import org.jspecify.annotations.NullMarked;
