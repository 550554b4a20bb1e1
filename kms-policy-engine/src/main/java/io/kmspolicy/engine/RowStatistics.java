package io.kmspolicy.engine;

/**
 * How the rows of an {@link Authorizer} did so far. Decisions from a row that its caller has at
 * hand are not counted: counting would cost more than they do.
 *
 * @param found rows found behind those at hand, still valid
 * @param made rows made anew, because they were missing or the policies had changed
 * @param extended rows extended by the tests that remain for one more action
 * @param evicted rows given up to make place
 * @param held rows held now
 */
public record RowStatistics(long found, long made, long extended, long evicted, long held) {}
