package io.kmspolicy.engine.store;

import io.kmspolicy.engine.table.CompiledKey;
import io.kmspolicy.engine.table.CompiledLayer;
import io.kmspolicy.engine.table.CompiledStatement;
import io.kmspolicy.engine.table.DecisionTable;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.resource.KeyManager;
import io.kmspolicy.model.resource.KmsResource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a key is to a role that its key policy does not name: its place, its manager, its resource
 * control policies, and the statements of its key policy without those that match named roles only.
 * A role whose policies tell keys apart by their place only has equal rows on all keys of one shape
 * that do not name it.
 *
 * <p>Key policies of the console differ in the roles that they name and in nothing else, so all
 * keys of a Region have one shape.
 *
 * @param partition the partition of the key
 * @param region its Region
 * @param accountId its account
 * @param manager its manager
 * @param resourceControl its resource control policies
 * @param statements the statements that may match roles that are not named
 */
record KeyShape(
    String partition,
    String region,
    String accountId,
    KeyManager manager,
    CompiledLayer resourceControl,
    List<CompiledStatement> statements) {

  private static final String ANY = "*";

  /** The shape of a key; null if other parts of its ARN or its grants may matter. */
  static @Nullable KeyShape of(KmsResource resource, CompiledKey policies) {
    if (!(resource instanceof KmsResource.Key key)
        || !isPlain(key.keyId())
        || !policies.grants().isNone()
        || !policies.resourceControl().matchesByPlace()
        || !(policies.key() instanceof CompiledLayer.Tables tables)) {
      return null;
    }
    List<CompiledStatement> statements = new ArrayList<>();
    for (DecisionTable table : tables.levels()) {
      for (CompiledStatement statement : table.rows()) {
        if (!isOnEveryKey(statement.resource())) {
          return null;
        }
        if (!RoleNames.areAllOf(statement.principal())) {
          statements.add(statement);
        }
      }
    }
    return new KeyShape(
        key.partition(),
        key.region(),
        key.accountId(),
        policies.manager(),
        policies.resourceControl(),
        List.copyOf(statements));
  }

  /** The roles that the key policy names. */
  static long named(CompiledKey policies) {
    long named = 0;
    if (policies.key() instanceof CompiledLayer.Tables tables) {
      for (DecisionTable table : tables.levels()) {
        for (CompiledStatement statement : table.rows()) {
          named |= RoleNames.of(statement.principal());
        }
      }
    }
    return named;
  }

  /** A key id of letters, digits and hyphens, which no pattern of a place can match a part of. */
  private static boolean isPlain(String keyId) {
    for (int i = 0; i < keyId.length(); i++) {
      char c = keyId.charAt(i);
      boolean plain = c == '-' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z');
      if (!plain) {
        return false;
      }
    }
    return !keyId.isEmpty();
  }

  private static boolean isOnEveryKey(ResourceElement element) {
    return element instanceof ResourceElement.Resource listed
        && listed.patterns().stream().allMatch(pattern -> pattern.text().equals(ANY));
  }
}
