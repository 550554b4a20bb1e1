package io.kmspolicy.cli.check;

import io.kmspolicy.cli.check.PolicyVersion.Directory;
import io.kmspolicy.cli.check.PolicyVersion.StateFile;
import io.kmspolicy.inputs.lockout.PrincipalFacts;
import io.kmspolicy.lint.lockout.KnownPrincipals;
import io.kmspolicy.lint.lockout.PlannedPrincipals;
import io.kmspolicy.model.policy.PolicyDocument;
import io.kmspolicy.model.policy.PolicyLayer;
import io.kmspolicy.model.policy.PrincipalElement;
import io.kmspolicy.model.policy.PrincipalName;
import io.kmspolicy.model.policy.Statement;
import io.kmspolicy.model.request.Caller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.spi.PolicySource;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What the two versions of a change say of users and roles that exist. A directory after the change
 * holds those of the change, and one before it those that were there.
 */
final class CheckedPrincipals {

  private final KnownPrincipals known;
  private final Optional<StateFile> file;
  private final PlannedPrincipals plan;
  private final Optional<PolicySource> before;

  private CheckedPrincipals(
      KnownPrincipals known,
      Optional<StateFile> file,
      PlannedPrincipals plan,
      Optional<PolicySource> before) {
    this.known = known;
    this.file = file;
    this.plan = plan;
    this.before = before;
  }

  static CheckedPrincipals of(PolicyVersion before, PolicyVersion after) {
    Optional<StateFile> file =
        after instanceof StateFile changed ? Optional.of(changed) : Optional.empty();
    PolicyVersion existing = after instanceof Directory ? after : before;
    return new CheckedPrincipals(
        existing instanceof Directory known
            ? PrincipalFacts.known(known.directory())
            : KnownPrincipals.none(),
        file,
        file.map(changed -> PrincipalFacts.planned(changed.state(), changed.before()))
            .orElseGet(PlannedPrincipals::none),
        file.flatMap(StateFile::policiesBefore)
            .map(PolicySource.class::cast)
            .or(() -> policies(before)));
  }

  private static Optional<PolicySource> policies(PolicyVersion before) {
    if (before instanceof Directory known) {
      return Optional.of(known.directory());
    }
    return before instanceof StateFile old ? Optional.of(old.policies()) : Optional.empty();
  }

  /** The users and roles that exist. */
  KnownPrincipals known() {
    return known;
  }

  /**
   * What the change does to users and roles beside a key policy.
   *
   * @param name the name of the policy in the file
   * @param key the key; empty if it is not known
   * @param document the policy after the change; empty if it cannot be read
   */
  PlannedPrincipals beside(
      String name, Optional<KmsResource.Key> key, Optional<PolicyDocument> document) {
    Optional<PolicyDocument> was = key.flatMap(this::before);
    Set<String> waits =
        file.map(changed -> PrincipalFacts.waits(changed.state(), name)).orElseGet(Set::of);
    return plan.beside(
        waits,
        was.map(CheckedPrincipals::named).orElseGet(Set::of),
        was.isEmpty() || !was.equals(document));
  }

  /** The only policy of a key before the change; empty if it is not known. */
  private Optional<PolicyDocument> before(KmsResource.Key key) {
    Caller owner = new Caller.RootUser(key.partition(), key.accountId());
    return before
        .map(policies -> policies.key(key, owner).key())
        .filter(PolicyLayer.Attached.class::isInstance)
        .map(layer -> ((PolicyLayer.Attached) layer).policies())
        .filter(policies -> policies.size() == 1)
        .map(policies -> policies.get(0).document());
  }

  private static Set<String> named(PolicyDocument document) {
    return document.statements().stream()
        .map(Statement::principal)
        .filter(PrincipalElement.Principal.class::isInstance)
        .flatMap(principal -> ((PrincipalElement.Principal) principal).names().stream())
        .map(PrincipalName::text)
        .collect(Collectors.toSet());
  }
}
