/** Other engines, and this project's slow ones, over the rules of the same population. */
@NullMarked
package io.kmspolicy.benchmarks.peer;

import org.jspecify.annotations.NullMarked;
