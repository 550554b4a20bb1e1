package io.kmspolicy.engine.facts;

import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is known of the resource of a request, and the condition keys that follow from it.
 * Immutable.
 *
 * @param resource the key or alias, or {@code *}
 * @param metadata what {@code DescribeKey} reports; empty if it is not known
 * @param aliases the names of all aliases of the key, such as {@code alias/app}; empty if they are
 *     not known
 * @param tags the key's tags
 * @param organization the organization of the account that owns the resource; empty if it is not
 *     known
 */
public record ResourceFacts(
    KmsResource resource,
    Optional<KeyMetadata> metadata,
    Optional<List<String>> aliases,
    Tags tags,
    Optional<String> organization) {

  private static final String TAG = "aws:resourcetag/";

  /** Copies the list. */
  public ResourceFacts {
    aliases = aliases.map(List::copyOf);
  }

  /** A resource of which nothing else is known. */
  public static ResourceFacts of(KmsResource resource) {
    return new ResourceFacts(
        resource, Optional.empty(), Optional.empty(), Tags.unknown(), Optional.empty());
  }

  /** The same with the key's metadata. */
  public ResourceFacts described(Optional<KeyMetadata> known) {
    return new ResourceFacts(resource, known, aliases, tags, organization);
  }

  /** The same with the names of all aliases of the key. */
  public ResourceFacts named(Optional<List<String>> known) {
    return new ResourceFacts(resource, metadata, known, tags, organization);
  }

  /** The same in an organization. */
  public ResourceFacts in(Optional<String> known) {
    return new ResourceFacts(resource, metadata, aliases, tags, known);
  }

  /**
   * The value of a condition key that the resource of a check on a key determines; unknown if it
   * does not. Tags and aliases count in identity policies only, which the evaluation knows (rule
   * 5.17).
   *
   * @param name the key in lower case
   */
  public ContextValue get(String name) {
    if (name.startsWith(TAG) && name.length() > TAG.length()) {
      return tags.get(name.substring(TAG.length()));
    }
    DerivedKey key = DerivedKey.of(name);
    return key == null ? ContextValue.unknown() : get(key);
  }

  ContextValue get(DerivedKey key) {
    return switch (key) {
      case KEY_SPEC, CUSTOMER_MASTER_KEY_SPEC -> stated(KeyMetadata::keySpec);
      case KEY_USAGE, CUSTOMER_MASTER_KEY_USAGE -> stated(KeyMetadata::keyUsage);
      case KEY_ORIGIN -> stated(KeyMetadata::origin);
      case MULTI_REGION ->
          resource instanceof KmsResource.Key one
              ? ContextValue.of(Boolean.toString(one.isMultiRegion()))
              : ContextValue.presentUnknown();
      case MULTI_REGION_KEY_TYPE -> multiRegionKeyType();
      case RESOURCE_ALIASES -> aliasNames();
      default -> ContextValue.unknown();
    };
  }

  /** The account that owns the resource; for an action without a resource, the caller's. */
  ContextValue account(ContextValue callers) {
    if (!resource.owner().isEmpty()) {
      return ContextValue.of(resource.owner());
    }
    return resource instanceof KmsResource.Any && callers instanceof ContextValue.Present
        ? callers
        : ContextValue.presentUnknown();
  }

  ContextValue organizationId() {
    return organization.map(ContextValue::of).orElse(ContextValue.unknown());
  }

  /** The Region in the resource's ARN; present and unknown if it has none. */
  ContextValue region() {
    String region =
        resource instanceof KmsResource.UnknownKey key
            ? key.region()
            : resource instanceof KmsResource.Owned owned ? owned.region() : "";
    return region.isEmpty() ? ContextValue.presentUnknown() : ContextValue.of(region);
  }

  private ContextValue stated(Function<KeyMetadata, String> property) {
    return metadata
        .map(property)
        .filter(text -> !text.isEmpty())
        .map(ContextValue::of)
        .orElse(ContextValue.presentUnknown());
  }

  private ContextValue multiRegionKeyType() {
    if (!(resource instanceof KmsResource.Key key)) {
      return ContextValue.unknown();
    }
    return key.isMultiRegion() ? stated(KeyMetadata::multiRegionKeyType) : ContextValue.absent();
  }

  private ContextValue aliasNames() {
    return aliases
        .map(names -> names.isEmpty() ? ContextValue.absent() : new ContextValue.Present(names))
        .orElse(ContextValue.unknown());
  }
}
