package io.kmspolicy.interceptor.source;

import static io.kmspolicy.interceptor.source.AwsCalls.required;

import io.kmspolicy.engine.LayerInterner;
import io.kmspolicy.interceptor.KmsPolicyAttributes;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.PolicyReader;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.source.SourceException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequestOverrideConfiguration;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.DescribeKeyResponse;
import software.amazon.awssdk.services.kms.model.GetKeyPolicyResponse;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.ListGrantsResponse;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;
import software.amazon.awssdk.services.kms.model.ListResourceTagsResponse;
import software.amazon.awssdk.services.kms.model.NotFoundException;
import software.amazon.awssdk.services.kms.model.Tag;

/** Loads keys, key policies, grants, aliases and tags of the client's account and Region. */
final class KmsLoaders {

  private static final int ALIASES_PAGE = 100;
  private static final int GRANTS_PAGE = 100;
  private static final int KEYS_PAGE = 1000;
  private static final int TAGS_PAGE = 50;

  /** Keeps an interceptor on the client, such as one of the class path, from stopping loads. */
  private static final AwsRequestOverrideConfiguration BYPASSING =
      AwsRequestOverrideConfiguration.builder()
          .putExecutionAttribute(KmsPolicyAttributes.BYPASS, true)
          .build();

  private final KmsClient kms;
  private final AwsCalls calls;
  private final LayerInterner interner;

  /**
   * Loaders with a client.
   *
   * @param interner shares the equal parts of policies
   */
  KmsLoaders(KmsClient kms, AwsCalls calls, LayerInterner interner) {
    this.kms = kms;
    this.calls = calls;
    this.interner = interner;
  }

  /** The key policy; unknown if there is no such key. */
  PolicyLayer keyPolicy(KmsResource.Key key) {
    try {
      GetKeyPolicyResponse response =
          calls.call(
              AwsApi.GET_KEY_POLICY,
              () ->
                  kms.getKeyPolicy(
                      r ->
                          r.keyId(key.arn())
                              .policyName("default")
                              .overrideConfiguration(BYPASSING)));
      String text = required(response.policy(), "key policy");
      PolicyReader reader = PolicyReader.forType(PolicyType.KEY).source(key.arn());
      return PolicyLayer.of(interner.of(new NamedPolicy(key.keyId(), reader.read(text))));
    } catch (NotFoundException e) {
      return PolicyLayer.unknown();
    }
  }

  /** All grants on a key; unknown if there is no such key. */
  GrantLayer grants(KmsResource.Key key) {
    try {
      List<ListGrantsResponse> pages =
          calls.pages(
              AwsApi.LIST_GRANTS,
              from ->
                  kms.listGrants(
                      r ->
                          r.keyId(key.arn())
                              .limit(GRANTS_PAGE)
                              .marker(from)
                              .overrideConfiguration(BYPASSING)),
              page -> Boolean.TRUE.equals(page.truncated()),
              ListGrantsResponse::nextMarker);
      return new GrantLayer.Known(
          pages.stream()
              .peek(page -> complete(page.hasGrants(), "grants"))
              .flatMap(page -> page.grants().stream())
              .map(GrantEntries::grant)
              .toList());
    } catch (NotFoundException e) {
      return GrantLayer.unknown();
    }
  }

  /**
   * The description of a key.
   *
   * @param arn the ARN of the key, or of an alias of it
   * @return empty if there is no such key
   */
  Optional<KeyMetadata> describe(String arn) {
    try {
      DescribeKeyResponse response =
          calls.call(
              AwsApi.DESCRIBE_KEY,
              () -> kms.describeKey(r -> r.keyId(arn).overrideConfiguration(BYPASSING)));
      return Optional.of(metadata(required(response.keyMetadata(), "key metadata")));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  private static KeyMetadata metadata(
      software.amazon.awssdk.services.kms.model.KeyMetadata described) {
    String arn = required(described.arn(), "key ARN");
    String manager = required(described.keyManagerAsString(), "key manager");
    if (!(KmsResource.parse(arn) instanceof KmsResource.Key key)) {
      throw new SourceException("`" + arn + "` is not the ARN of a key");
    }
    return new KeyMetadata(
        key,
        KeyManager.valueOf(manager),
        orEmpty(described.keySpecAsString()),
        orEmpty(described.keyUsageAsString()),
        orEmpty(described.originAsString()),
        described.multiRegionConfiguration() == null
            ? ""
            : orEmpty(described.multiRegionConfiguration().multiRegionKeyTypeAsString()));
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }

  /** All aliases of the account in the Region, with the keys to which they point. */
  Map<KmsResource.Alias, KmsResource.Key> aliases() {
    List<ListAliasesResponse> pages =
        calls.pages(
            AwsApi.LIST_ALIASES,
            from ->
                kms.listAliases(
                    r -> r.limit(ALIASES_PAGE).marker(from).overrideConfiguration(BYPASSING)),
            page -> Boolean.TRUE.equals(page.truncated()),
            ListAliasesResponse::nextMarker);
    Map<KmsResource.Alias, KmsResource.Key> aliases = new HashMap<>();
    for (ListAliasesResponse page : pages) {
      complete(page.hasAliases(), "aliases");
      page.aliases().forEach(entry -> add(entry, aliases));
    }
    return Map.copyOf(aliases);
  }

  private static void add(AliasListEntry entry, Map<KmsResource.Alias, KmsResource.Key> aliases) {
    String arn = required(entry.aliasArn(), "alias ARN");
    String target = entry.targetKeyId();
    if (target != null && KmsResource.parse(arn) instanceof KmsResource.Alias alias) {
      aliases.put(
          alias, new KmsResource.Key(alias.partition(), alias.region(), alias.accountId(), target));
    }
  }

  /** All keys of the account in the Region, by their ids. */
  Map<String, KmsResource.Key> keys() {
    List<ListKeysResponse> pages =
        calls.pages(
            AwsApi.LIST_KEYS,
            from ->
                kms.listKeys(r -> r.limit(KEYS_PAGE).marker(from).overrideConfiguration(BYPASSING)),
            page -> Boolean.TRUE.equals(page.truncated()),
            ListKeysResponse::nextMarker);
    return pages.stream()
        .peek(page -> complete(page.hasKeys(), "keys"))
        .flatMap(page -> page.keys().stream())
        .map(entry -> KmsResource.parse(required(entry.keyArn(), "key ARN")))
        .filter(KmsResource.Key.class::isInstance)
        .map(KmsResource.Key.class::cast)
        .collect(Collectors.toUnmodifiableMap(KmsResource.Key::keyId, key -> key, (a, b) -> b));
  }

  /** The tags of a key; empty if there is no such key. */
  Optional<Map<String, String>> tags(KmsResource.Key key) {
    try {
      List<ListResourceTagsResponse> pages =
          calls.pages(
              AwsApi.LIST_RESOURCE_TAGS,
              from ->
                  kms.listResourceTags(
                      r ->
                          r.keyId(key.arn())
                              .limit(TAGS_PAGE)
                              .marker(from)
                              .overrideConfiguration(BYPASSING)),
              page -> Boolean.TRUE.equals(page.truncated()),
              ListResourceTagsResponse::nextMarker);
      Map<String, String> tags = new HashMap<>();
      for (ListResourceTagsResponse page : pages) {
        complete(page.hasTags(), "tags");
        for (Tag tag : page.tags()) {
          tags.put(required(tag.tagKey(), "tag key"), required(tag.tagValue(), "tag value"));
        }
      }
      return Optional.of(Map.copyOf(tags));
    } catch (NotFoundException e) {
      return Optional.empty();
    }
  }

  private static void complete(boolean isThere, String what) {
    if (!isThere) {
      throw new SourceException("incomplete response: it has no " + what);
    }
  }
}
