/**
 * Reads the texts in which AWS and tools around it say that KMS refused a call, and the
 * authorization details of IAM Toolbox.
 */
@NullMarked
package io.kmspolicy.replay.text;

import org.jspecify.annotations.NullMarked;
