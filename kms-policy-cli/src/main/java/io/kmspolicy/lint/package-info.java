/** Judges KMS policies before they are used: what is wrong, what is risky, what has no effect. */
@NullMarked
package io.kmspolicy.lint;

import org.jspecify.annotations.NullMarked;
