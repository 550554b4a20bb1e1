/** Other engines with the rules of the same population. */
@NullMarked
package io.kmspolicy.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
