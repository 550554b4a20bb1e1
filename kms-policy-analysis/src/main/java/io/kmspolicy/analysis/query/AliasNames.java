package io.kmspolicy.analysis.query;

import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.policy.PolicySet;
import io.kmspolicy.model.resource.KmsResource;
import java.util.List;
import java.util.stream.Stream;

/**
 * Selects the aliases to query: the known aliases of the key. For {@code CreateAlias}, whose alias
 * does not exist yet, or if no alias is known: samples of the alias patterns in the policies, and
 * one alias that no pattern names.
 */
final class AliasNames {

  private static final String CREATE = "kms:CreateAlias";
  private static final String UNNAMED = "any-other";

  private final DirectoryNames names;
  private final Principal principal;
  private final PolicySet policies;

  AliasNames(DirectoryNames names, Principal principal, PolicySet policies) {
    this.names = names;
    this.principal = principal;
    this.policies = policies;
  }

  /**
   * The aliases to query.
   *
   * @param all some aliases
   * @param canAllow whether some alias that is not listed can be allowed if none of them is
   * @param mayDiffer whether the policies may treat an alias in another way than all of them
   */
  record Selected(List<KmsResource.Alias> all, boolean canAllow, boolean mayDiffer) {}

  /** The aliases to query for an action on a key. */
  Selected of(KmsAction action, KmsResource.Key key) {
    List<KmsResource.Alias> present = names.aliases(key);
    if (!present.isEmpty() && !action.name().equals(CREATE)) {
      return new Selected(present, false, false);
    }
    AliasPatterns patterns = new AliasPatterns(action, principal.caller(), key.alias(UNNAMED));
    patterns.add(policies);
    List<KmsResource.Alias> samples =
        Stream.concat(patterns.samples().stream(), Stream.of(UNNAMED))
            .distinct()
            .map(key::alias)
            .toList();
    return new Selected(samples, patterns.canAllowOthers(), patterns.mayTellOthersApart());
  }
}
