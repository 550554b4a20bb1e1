package io.kmspolicy.mapping;

import io.kmspolicy.model.catalogue.CheckedResource;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.KeyDirectory;
import java.util.Optional;

/** Finds out what the checks of a call are made on. */
public final class ResourceResolver {

  private final KeyIdentifierCache identifiers = new KeyIdentifierCache();
  private final KeyDirectory directory;

  public ResourceResolver(KeyDirectory directory) {
    this.directory = directory;
  }

  /**
   * The resource of a check.
   *
   * @return empty if KMS does not accept the form of its name, or if it belongs to another service
   */
  public Optional<KmsResource> resolve(CheckedResource resource, InterceptedCall call) {
    if (resource instanceof CheckedResource.Key key) {
      return key(key, call);
    }
    if (resource instanceof CheckedResource.KeyBehindAlias alias) {
      return alias(alias.member(), call).map(this::behind);
    }
    if (resource instanceof CheckedResource.Alias alias) {
      return alias(alias.member(), call).map(named -> named);
    }
    if (resource instanceof CheckedResource.Replica replica) {
      return replica(replica, call);
    }
    if (resource instanceof CheckedResource.NewKey created) {
      return Optional.of(newKey(created, call));
    }
    return resource instanceof CheckedResource.None
        ? Optional.of(new KmsResource.Any())
        : Optional.empty();
  }

  /** Its id has the form of a multi-Region key only if the request asks for one (rule 5.10). */
  private static KmsResource newKey(CheckedResource.NewKey created, InterceptedCall call) {
    boolean multiRegion =
        call.request().value(created.multiRegionMember()).filter(Boolean.TRUE::equals).isPresent();
    return new KmsResource.NewKey(
        call.partition(), call.region(), call.caller().accountId(), multiRegion);
  }

  private KmsResource asResource(KmsResource.Key key) {
    return key;
  }

  private static KmsResource unknown(InterceptedCall call) {
    return new KmsResource.UnknownKey(call.partition(), call.region());
  }

  private Optional<KmsResource> key(CheckedResource.Key key, InterceptedCall call) {
    Optional<String> text = call.request().text(key.member());
    if (text.isEmpty()) {
      return key.optional() ? Optional.of(unknown(call)) : Optional.empty();
    }
    Optional<KeyIdentifier> id = identifiers.parse(text.get());
    return id.isPresent() ? keyOf(id.get(), key.optional(), call) : Optional.empty();
  }

  private Optional<KmsResource> keyOf(
      KeyIdentifier identifier, boolean anyAccount, InterceptedCall call) {
    if (identifier instanceof KeyIdentifier.OfKey named) {
      return inRegion(named.key(), call);
    }
    if (identifier instanceof KeyIdentifier.OfAlias named) {
      return inRegion(named.alias(), call).map(alias -> behind(named.alias()));
    }
    if (identifier instanceof KeyIdentifier.AliasName name) {
      return Optional.of(behind(ownAlias(name.name(), call)));
    }
    String keyId = ((KeyIdentifier.Id) identifier).keyId();
    // A ciphertext's own key id may be given bare even if the key is another account's.
    return Optional.of(anyAccount ? foreignOrOwn(keyId, call) : ownKey(keyId, call));
  }

  private KmsResource foreignOrOwn(String keyId, InterceptedCall call) {
    return directory
        .keyWithId(call.region(), keyId)
        .map(this::asResource)
        .orElseGet(() -> unknown(call));
  }

  private static KmsResource.Key ownKey(String keyId, InterceptedCall call) {
    return new KmsResource.Key(call.partition(), call.region(), call.caller().accountId(), keyId);
  }

  private static KmsResource.Alias ownAlias(String name, InterceptedCall call) {
    return new KmsResource.Alias(call.partition(), call.region(), call.caller().accountId(), name);
  }

  /** An alias and its key are in one account and Region (rule 2.17). */
  private KmsResource behind(KmsResource.Alias alias) {
    return directory
        .keyBehind(alias)
        .map(this::asResource)
        .orElseGet(
            () -> new KmsResource.UnknownKey(alias.partition(), alias.region(), alias.accountId()));
  }

  /** KMS refuses an ARN of another Region or partition for a reason of its own. */
  private static Optional<KmsResource> inRegion(KmsResource.Owned resource, InterceptedCall call) {
    return resource.region().equals(call.region()) && resource.partition().equals(call.partition())
        ? Optional.of(resource)
        : Optional.empty();
  }

  private Optional<KmsResource.Alias> alias(String member, InterceptedCall call) {
    return call.request()
        .text(member)
        .flatMap(identifiers::parse)
        .filter(KeyIdentifier.AliasName.class::isInstance)
        .map(name -> ownAlias(((KeyIdentifier.AliasName) name).name(), call));
  }

  private Optional<KmsResource> replica(CheckedResource.Replica replica, InterceptedCall call) {
    Optional<String> region = call.request().text(replica.regionMember());
    return call.request()
        .text(replica.member())
        .flatMap(identifiers::parse)
        .flatMap(id -> keyOf(id, false, call))
        .filter(KmsResource.Key.class::isInstance)
        .map(KmsResource.Key.class::cast)
        .flatMap(
            key ->
                region.map(
                    name ->
                        new KmsResource.Key(key.partition(), name, key.accountId(), key.keyId())));
  }

  /** The alias by which a call names the key of a check; empty if it names the key otherwise. */
  Optional<KmsResource.Alias> aliasOf(CheckedResource resource, InterceptedCall call) {
    if (resource instanceof CheckedResource.KeyBehindAlias behind) {
      return alias(behind.member(), call);
    }
    return resource instanceof CheckedResource.Key key
        ? call.request()
            .text(key.member())
            .flatMap(identifiers::parse)
            .flatMap(id -> aliasOf(id, call))
        : Optional.empty();
  }

  private static Optional<KmsResource.Alias> aliasOf(KeyIdentifier id, InterceptedCall call) {
    if (id instanceof KeyIdentifier.OfAlias named) {
      return Optional.of(named.alias());
    }
    return id instanceof KeyIdentifier.AliasName name
        ? Optional.of(ownAlias(name.name(), call))
        : Optional.empty();
  }

  /** The key that a member names, or empty if that is not known. */
  Optional<KmsResource.Key> knownKey(String member, InterceptedCall call) {
    return call.request()
        .text(member)
        .flatMap(identifiers::parse)
        .flatMap(id -> keyOf(id, true, call))
        .filter(KmsResource.Key.class::isInstance)
        .map(KmsResource.Key.class::cast);
  }
}
