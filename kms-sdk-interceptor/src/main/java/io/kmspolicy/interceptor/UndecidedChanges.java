package io.kmspolicy.interceptor;

import io.kmspolicy.interceptor.enforce.RecentChanges;
import io.kmspolicy.interceptor.request.SdkFieldIndex;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.catalogue.KmsOperation;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.LetterCase;
import io.kmspolicy.spi.KeyDirectory;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.awscore.AwsExecutionAttribute;
import software.amazon.awssdk.core.SdkRequest;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.SdkExecutionAttribute;
import software.amazon.awssdk.regions.Region;

/**
 * Finds the resources that a call may have changed which was not decided.
 *
 * <p>An operation that the catalogue does not know may change grants or policies: a newer version
 * of the SDK has operations that this version of the library has not. It counts as a change of the
 * keys that its request names. Thread-safe.
 */
final class UndecidedChanges {

  private static final Set<KmsResource> ANY = Set.of(new KmsResource.Any());

  private final Set<String> operations;
  private final SdkFieldIndex fields;
  private final KeyDirectory keys;

  UndecidedChanges(KmsCatalogue catalogue, SdkFieldIndex fields, KeyDirectory keys) {
    this.operations =
        catalogue.operations().stream().map(KmsOperation::name).collect(Collectors.toSet());
    this.fields = fields;
    this.keys = keys;
  }

  /** The resources that a call may have changed; {@link KmsResource.Any} for an unknown one. */
  Set<KmsResource> of(SdkRequest request, ExecutionAttributes attributes) {
    String operation = attributes.getAttribute(SdkExecutionAttribute.OPERATION_NAME);
    if (operation == null) {
      return Set.of();
    }
    if (operations.contains(operation)) {
      return RecentChanges.isChange(operation) ? ANY : Set.of();
    }
    Set<KmsResource> named =
        named(request, attributes.getAttribute(AwsExecutionAttribute.AWS_REGION));
    return named.isEmpty() && !isRead(operation) ? ANY : named;
  }

  /** AWS begins the names of operations that only read with one of these verbs. */
  private static boolean isRead(String operation) {
    return operation.startsWith("Get")
        || operation.startsWith("List")
        || operation.startsWith("Describe");
  }

  private Set<KmsResource> named(SdkRequest request, Region region) {
    Set<KmsResource> resources = new HashSet<>();
    for (Map.Entry<String, Object> member : fields.membersOf(request).withoutBytes().entrySet()) {
      String name = LetterCase.lowerCase(member.getKey());
      if (member.getValue() instanceof String text
          && (name.endsWith("keyid") || name.endsWith("keyarn"))) {
        resources.add(key(text, region).<KmsResource>map(key -> key).orElse(new KmsResource.Any()));
      }
    }
    return resources;
  }

  /** The key of an identifier; empty if it is not known. */
  private Optional<KmsResource.Key> key(String identifier, Region region) {
    if (!identifier.startsWith("arn:")) {
      return keys.keyWithId(region.id(), identifier);
    }
    try {
      KmsResource resource = KmsResource.parse(identifier);
      if (resource instanceof KmsResource.Alias alias) {
        return keys.keyBehind(alias);
      }
      return resource instanceof KmsResource.Key key ? Optional.of(key) : Optional.empty();
    } catch (InvalidNameException e) {
      return Optional.empty();
    }
  }
}
