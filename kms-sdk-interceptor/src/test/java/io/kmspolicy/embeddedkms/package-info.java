/**
 * A KMS inside the process, for tests and for the quickstart: real AES-GCM behind KMS's own wire
 * protocol, without any authorization. Start at {@link io.kmspolicy.embeddedkms.EmbeddedKms}.
 */
@NullMarked
package io.kmspolicy.embeddedkms;

import org.jspecify.annotations.NullMarked;
