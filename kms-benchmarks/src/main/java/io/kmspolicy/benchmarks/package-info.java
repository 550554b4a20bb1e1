/** Benchmarks of the engine and of its peers. */
@NullMarked
package io.kmspolicy.benchmarks;

import org.jspecify.annotations.NullMarked;
