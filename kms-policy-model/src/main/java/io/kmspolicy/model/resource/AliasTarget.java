package io.kmspolicy.model.resource;

/**
 * An alias with the key to which it points, as {@code ListAliases} reports it.
 *
 * @param alias the alias
 * @param targetKeyId the id of the key; empty for an alias of AWS that has no key yet
 * @see <a href="https://docs.aws.amazon.com/kms/latest/APIReference/API_AliasListEntry.html">AWS
 *     KMS API: AliasListEntry</a>
 */
public record AliasTarget(KmsResource.Alias alias, String targetKeyId) {}
