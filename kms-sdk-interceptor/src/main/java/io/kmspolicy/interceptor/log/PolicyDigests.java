package io.kmspolicy.interceptor.log;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.kmspolicy.model.policy.Grant;
import io.kmspolicy.model.policy.GrantLayer;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.OrganizationLayer;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.writer.GrantWriter;
import io.kmspolicy.model.writer.PolicyWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Digests (SHA-256) of the policies of decisions: equal policies have equal digests in every
 * process. The order of the policies of a layer and of grants does not matter. The digest of a
 * layer is computed once while a source answers with the same object. Not thread-safe.
 */
final class PolicyDigests {

  private static final int MAX_LAYERS = 10_000;

  /** By identity: weak keys are compared so. */
  private final Cache<Object, String> layers =
      Caffeine.newBuilder().weakKeys().maximumSize(MAX_LAYERS).executor(Runnable::run).build();

  private final PolicyWriter policies = PolicyWriter.compact();
  private final GrantWriter grants = GrantWriter.compact();

  /** The digest; empty if a policy was not read from JSON and cannot be written as JSON. */
  String of(PolicySet set) {
    try {
      return digest(
          Stream.of(
              digest(set.identity()),
              digest(set.permissionsBoundary()),
              digest(set.session()),
              digest(set.serviceControl()),
              digest(set.resourceControl()),
              digest(set.key()),
              digest(set.grants()),
              digest(set.vpcEndpoint())));
    } catch (IllegalArgumentException unwritable) {
      return "";
    }
  }

  private String digest(PolicyLayer layer) {
    return layer instanceof PolicyLayer.Attached attached
        ? remembered(attached, this::ofAttached)
        : layer.getClass().getSimpleName();
  }

  private String digest(OrganizationLayer layer) {
    return layer instanceof OrganizationLayer.Levels levels
        ? remembered(levels, this::ofLevels)
        : layer.getClass().getSimpleName();
  }

  private String digest(GrantLayer layer) {
    return layer instanceof GrantLayer.Known known
        ? remembered(known, this::ofGrants)
        : layer.getClass().getSimpleName();
  }

  /** A layer that repeats itself is found by its identity. */
  private <L> String remembered(L layer, Function<L, String> made) {
    String known = layers.getIfPresent(layer);
    if (known == null) {
      known = made.apply(layer);
      layers.put(layer, known);
    }
    return known;
  }

  private String ofAttached(PolicyLayer.Attached layer) {
    return ofPolicies(layer.policies());
  }

  private String ofPolicies(List<NamedPolicy> named) {
    return digest(
        named.stream()
            .map(policy -> digest(Stream.of(policy.name(), policies.write(policy.document()))))
            .sorted());
  }

  private String ofLevels(OrganizationLayer.Levels levels) {
    return digest(
        levels.levels().stream()
            .flatMap(level -> Stream.of(level.target(), ofPolicies(level.policies()))));
  }

  private String ofGrants(GrantLayer.Known known) {
    return digest(known.grants().stream().map(this::ofGrant).sorted());
  }

  private String ofGrant(Grant grant) {
    return digest(Stream.of(grants.write(List.of(grant))));
  }

  /** The digest of texts, each with its length before it. */
  private static String digest(Stream<String> texts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      texts.forEach(text -> update(digest, text));
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private static void update(MessageDigest digest, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
    digest.update(bytes);
  }
}
