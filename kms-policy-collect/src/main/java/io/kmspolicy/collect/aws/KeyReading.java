package io.kmspolicy.collect.aws;

import static io.kmspolicy.collect.aws.Requests.required;

import io.kmspolicy.collect.aws.Requests.Page;
import io.kmspolicy.model.policy.PolicyType;
import io.kmspolicy.model.reader.AliasReader;
import io.kmspolicy.model.reader.GrantReader;
import io.kmspolicy.model.reader.KeyMetadataReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.AliasListEntry;
import software.amazon.awssdk.services.kms.model.GrantListEntry;
import software.amazon.awssdk.services.kms.model.KeyListEntry;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.ListAliasesResponse;
import software.amazon.awssdk.services.kms.model.ListGrantsResponse;
import software.amazon.awssdk.services.kms.model.ListKeysResponse;

/** Reads keys of one account from KMS. */
final class KeyReading {

  private static final int KEYS_PAGE = 1000;
  private static final int PAGE = 100;

  private final Function<String, KmsClient> clients;

  /** The aliases by the id of their key, or why they are not known, for each Region. */
  private final Map<String, Aliases> aliases = new HashMap<>();

  private record Aliases(
      Map<String, List<AliasListEntry>> byKey, @Nullable RefusedException refusal) {}

  /**
   * A reader.
   *
   * @param clients the client of a Region
   */
  KeyReading(Function<String, KmsClient> clients) {
    this.clients = clients;
  }

  /** The ids of all keys in a Region. */
  List<String> ids(String region) {
    KmsClient kms = clients.apply(region);
    return Requests.all(
            "kms:ListKeys",
            from -> {
              ListKeysResponse page = kms.listKeys(r -> r.limit(KEYS_PAGE).marker(from));
              requirePart(page.hasKeys(), "keys");
              return new Page<>(page.keys(), isTrue(page.truncated()), page.nextMarker());
            })
        .stream()
        .map(KeyListEntry::keyId)
        .map(id -> required(id, "key id"))
        .sorted()
        .toList();
  }

  /** The id of the key behind a key id, an alias name or an alias ARN; empty if there is none. */
  Optional<String> id(String region, String name) {
    try {
      return Optional.of(required(describe(region, name).keyId(), "key id"));
    } catch (GoneException e) {
      return Optional.empty();
    }
  }

  private KeyMetadata describe(String region, String name) {
    KmsClient kms = clients.apply(region);
    return required(
        Requests.call("kms:DescribeKey", () -> kms.describeKey(r -> r.keyId(name)).keyMetadata()),
        "key metadata");
  }

  /**
   * The layers of a key.
   *
   * @throws GoneException if there is no such key
   */
  List<LayerReading> read(Subject.Key key) {
    return List.of(
        LayerReading.of("key-policy", () -> Map.of("policy.json", policy(key))),
        LayerReading.of("grants", () -> Map.of("grants.json", grants(key))),
        LayerReading.of("key-metadata", () -> Map.of("key.json", metadata(key))),
        LayerReading.of("aliases", () -> Map.of("aliases.json", aliases(key))));
  }

  private String policy(Subject.Key key) {
    KmsClient kms = clients.apply(key.region());
    String text =
        required(
            Requests.call(
                "kms:GetKeyPolicy",
                () -> kms.getKeyPolicy(r -> r.keyId(key.id()).policyName("default")).policy()),
            "key policy");
    return CheckedText.policy(PolicyType.KEY, "key policy", text);
  }

  private String grants(Subject.Key key) {
    KmsClient kms = clients.apply(key.region());
    List<GrantListEntry> grants =
        Requests.all(
            "kms:ListGrants",
            from -> {
              ListGrantsResponse page =
                  kms.listGrants(r -> r.keyId(key.id()).limit(PAGE).marker(from));
              requirePart(page.hasGrants(), "grants");
              return new Page<>(page.grants(), isTrue(page.truncated()), page.nextMarker());
            });
    return CheckedText.of("grants", SdkJson.list("Grants", grants), GrantReader.create()::read);
  }

  private String metadata(Subject.Key key) {
    KeyMetadata metadata = describe(key.region(), key.id());
    return CheckedText.of(
        "key metadata", SdkJson.object("KeyMetadata", metadata), KeyMetadataReader.create()::read);
  }

  private String aliases(Subject.Key key) {
    Aliases known = aliases.computeIfAbsent(key.region(), this::allAliases);
    if (known.refusal() != null) {
      throw known.refusal();
    }
    return CheckedText.of(
        "aliases",
        SdkJson.list("Aliases", known.byKey().getOrDefault(key.id(), List.of())),
        AliasReader.create()::read);
  }

  private Aliases allAliases(String region) {
    KmsClient kms = clients.apply(region);
    Map<String, List<AliasListEntry>> byKey = new HashMap<>();
    try {
      Requests.all(
              "kms:ListAliases",
              from -> {
                ListAliasesResponse page = kms.listAliases(r -> r.limit(PAGE).marker(from));
                requirePart(page.hasAliases(), "aliases");
                return new Page<>(page.aliases(), isTrue(page.truncated()), page.nextMarker());
              })
          .forEach(alias -> add(alias, byKey));
      return new Aliases(byKey, null);
    } catch (RefusedException refused) {
      return new Aliases(Map.of(), refused);
    }
  }

  /** An alias that AWS reserves for a key that does not exist yet has no key. */
  private static void add(AliasListEntry alias, Map<String, List<AliasListEntry>> byKey) {
    if (alias.targetKeyId() != null) {
      byKey.computeIfAbsent(alias.targetKeyId(), unused -> new ArrayList<>()).add(alias);
    }
  }

  private static boolean isTrue(@Nullable Boolean truncated) {
    return Boolean.TRUE.equals(truncated);
  }

  private static void requirePart(boolean isThere, String what) {
    if (!isThere) {
      throw new RefusedException("incomplete response: it has no " + what);
    }
  }
}
