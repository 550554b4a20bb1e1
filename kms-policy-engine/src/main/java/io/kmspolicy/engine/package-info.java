/** Decides requests against policies, grants and their caches. */
@NullMarked
package io.kmspolicy.engine;

import org.jspecify.annotations.NullMarked;
