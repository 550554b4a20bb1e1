/** The AWS SDK with an HTTP client that responds from memory. */
@NullMarked
package io.kmspolicy.benchmarks.sdk;

import org.jspecify.annotations.NullMarked;
