package io.kmspolicy.cli.query;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.NamedPolicy;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.policy.ResourceElement;
import io.kmspolicy.model.policy.ResourcePattern;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.resource.KmsResource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Selects the aliases to query: the known aliases of the key. For {@code CreateAlias}, whose alias
 * does not exist yet, or if no alias is known: one sample per alias pattern in the policies, and
 * one alias that no pattern names.
 */
final class AliasNames {

  private static final String CREATE = "kms:CreateAlias";
  private static final String ALIAS = ":alias/";
  private static final String UNNAMED = "any-other";

  private final DirectoryNames names;
  private final PolicySet policies;

  AliasNames(DirectoryNames names, PolicySet policies) {
    this.names = names;
    this.policies = policies;
  }

  /** The aliases to query for an action on a key. */
  List<KmsResource.Alias> of(KmsAction action, KmsResource.Key key) {
    List<KmsResource.Alias> present = names.aliases(key);
    if (!present.isEmpty() && !action.name().equals(CREATE)) {
      return present;
    }
    Set<String> samples = new LinkedHashSet<>();
    add(policies.identity(), samples);
    add(policies.permissionsBoundary(), samples);
    add(policies.session(), samples);
    samples.add(UNNAMED);
    return samples.stream()
        .map(name -> new KmsResource.Alias(key.partition(), key.region(), key.accountId(), name))
        .toList();
  }

  private static void add(PolicyLayer layer, Set<String> samples) {
    if (layer instanceof PolicyLayer.Attached attached) {
      for (NamedPolicy policy : attached.policies()) {
        policy.document().statements().forEach(statement -> add(statement, samples));
      }
    }
  }

  private static void add(Statement statement, Set<String> samples) {
    List<ResourcePattern> patterns =
        statement.resource() instanceof ResourceElement.Resource listed
            ? listed.patterns()
            : statement.resource() instanceof ResourceElement.NotResource excluded
                ? excluded.patterns()
                : List.of();
    for (ResourcePattern pattern : patterns) {
      int at = pattern.text().indexOf(ALIAS);
      String name = at < 0 ? "" : pattern.text().substring(at + ALIAS.length());
      if (!name.isEmpty() && !name.equals("*") && !name.contains("$")) {
        samples.add(name.replace("*", "x").replace("?", "x"));
      }
    }
  }
}
