package io.kmspolicy.mapping;

import io.kmspolicy.model.request.ContextValue;
import io.kmspolicy.model.resource.KeyMetadata;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.KeyDirectory;
import java.util.Optional;
import java.util.function.Function;

/** The condition keys that a key's properties feed. */
public final class KeyContext {

  private final KeyDirectory directory;

  public KeyContext(KeyDirectory directory) {
    this.directory = directory;
  }

  /**
   * The value of a condition key that the properties of the KMS key supply.
   *
   * @param name the condition key in lower case
   * @param resource the key, known or not
   * @return unknown if the properties do not supply it; tags and aliases are always unknown,
   *     because they count in identity policies only (rule 5.17)
   */
  ContextValue get(String name, KmsResource resource) {
    return switch (name) {
      case "kms:keyspec", "kms:customermasterkeyspec" -> stated(resource, KeyMetadata::keySpec);
      case "kms:keyusage", "kms:customermasterkeyusage" -> stated(resource, KeyMetadata::keyUsage);
      case "kms:keyorigin" -> stated(resource, KeyMetadata::origin);
      case "kms:multiregion" ->
          resource instanceof KmsResource.Key key
              ? ContextValue.of(Boolean.toString(key.isMultiRegion()))
              : ContextValue.presentUnknown();
      case "kms:multiregionkeytype" -> multiRegionKeyType(resource);
      case "kms:trailingdayswithoutkeyusage" -> ContextValue.presentUnknown();
      default -> ContextValue.unknown();
    };
  }

  private ContextValue stated(KmsResource resource, Function<KeyMetadata, String> property) {
    return metadata(resource)
        .map(property)
        .filter(text -> !text.isEmpty())
        .map(ContextValue::of)
        .orElse(ContextValue.presentUnknown());
  }

  private ContextValue multiRegionKeyType(KmsResource resource) {
    if (!(resource instanceof KmsResource.Key key)) {
      return ContextValue.unknown();
    }
    return key.isMultiRegion()
        ? stated(resource, KeyMetadata::multiRegionKeyType)
        : ContextValue.absent();
  }

  private Optional<KeyMetadata> metadata(KmsResource resource) {
    return resource instanceof KmsResource.Key key ? directory.metadata(key) : Optional.empty();
  }
}
