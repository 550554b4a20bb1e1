package io.kmspolicy.collect.aws;

/**
 * Whose credentials a run has.
 *
 * @param account the id of the account
 * @param partition the partition, such as {@code aws}
 */
public record AwsIdentity(String account, String partition) {}
