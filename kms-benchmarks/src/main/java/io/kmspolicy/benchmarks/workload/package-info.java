/**
 * Seeded workloads: populations of principals and keys with their policies, and streams of
 * requests. A workload of a given size has the same texts and requests on every machine.
 */
@NullMarked
package io.kmspolicy.benchmarks.workload;

import org.jspecify.annotations.NullMarked;
