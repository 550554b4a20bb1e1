package io.kmspolicy.engine;

/**
 * Statistics of the rows of an {@link Authorizer}. Decisions from the row cache of a handle are not
 * counted: counting would cost more than the decision.
 *
 * @param found valid rows found in the shared cache
 * @param made rows built because they were missing or their policies had changed
 * @param extended rows extended by the residual policy of one more action
 * @param evicted rows evicted from the shared cache
 * @param held rows in the shared cache now
 */
public record RowStatistics(long found, long made, long extended, long evicted, long held) {}
