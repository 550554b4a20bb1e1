package io.kmspolicy.model.resource;

/**
 * The metadata of a key, as {@code DescribeKey} reports it, that authorization can depend on.
 *
 * @param key the key
 * @param manager who manages it
 * @param keySpec such as {@code SYMMETRIC_DEFAULT}; empty if not given
 * @param keyUsage such as {@code ENCRYPT_DECRYPT}; empty if not given
 * @param origin such as {@code AWS_KMS}; empty if not given
 * @param multiRegionKeyType {@code PRIMARY} or {@code REPLICA}; empty if not given
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_KeyMetadata.html">AWS KMS
 *     API: KeyMetadata</a>
 */
public record KeyMetadata(
    KmsResource.Key key,
    KeyManager manager,
    String keySpec,
    String keyUsage,
    String origin,
    String multiRegionKeyType) {}
