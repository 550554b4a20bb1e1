package io.kmspolicy.inputs.lint;

import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.lockout.PrincipalFacts;
import io.kmspolicy.lint.PolicyLinter;
import io.kmspolicy.lint.document.PolicyText;
import io.kmspolicy.lint.lockout.KnownPrincipals;
import io.kmspolicy.lint.lockout.NamedPrincipals.Awaited;
import io.kmspolicy.lint.lockout.PlannedPrincipals;
import io.kmspolicy.model.text.Quoting;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The users and roles that the policies of a run name. Not thread-safe. */
public final class LintedPrincipals {

  private static final int SHOWN = 10;

  private final KnownPrincipals known;
  private final Set<String> organization;
  private final boolean namesAwaited;
  private final Map<String, Optional<Change>> changes = new HashMap<>();
  private final Map<String, List<Awaited>> awaited = new LinkedHashMap<>();

  /** What a file does to users and roles, and the state that it leaves. */
  private record Change(PlannedPrincipals principals, InputState after) {}

  /**
   * Principals of a run.
   *
   * @param known the users and roles that exist
   * @param organization the accounts that are stated to be of one organization
   * @param namesAwaited whether those are named of which it is not settled
   */
  private LintedPrincipals(KnownPrincipals known, Set<String> organization, boolean namesAwaited) {
    this.known = known;
    this.organization = organization;
    this.namesAwaited = namesAwaited;
  }

  /** Nobody is known. */
  public static LintedPrincipals none() {
    return within(Set.of());
  }

  /** Only that accounts are of one organization. */
  public static LintedPrincipals within(Set<String> organization) {
    return new LintedPrincipals(KnownPrincipals.none(), organization, false);
  }

  /** The users, roles and accounts of a policy directory. */
  public static LintedPrincipals of(PolicyDirectory directory, boolean namesAwaited) {
    return new LintedPrincipals(
        PrincipalFacts.known(directory), PrincipalFacts.organization(directory), namesAwaited);
  }

  /** A linter that also finds the principals that do not exist. */
  public PolicyLinter linter(PolicyLinter plain, EmbeddedPolicies embedded, PolicyInputs inputs) {
    return plain
        .withinOrganization(organization)
        .knowing(
            known,
            text -> planned(text, embedded, inputs),
            (text, named) -> {
              if (!named.isEmpty()) {
                awaited.put(text.source(), named);
              }
            });
  }

  private PlannedPrincipals planned(
      PolicyText text, EmbeddedPolicies embedded, PolicyInputs inputs) {
    Optional<EmbeddedPolicies.InFile> inFile = embedded.fileOf(text.source());
    Optional<Change> change =
        inFile.flatMap(
            file ->
                changes.computeIfAbsent(
                    file.text().source(), source -> change(file.text(), inputs)));
    return change
        .map(
            one ->
                one.principals()
                    .beside(PrincipalFacts.waits(one.after(), inFile.get().name()), Set.of(), true))
        .orElseGet(PlannedPrincipals::none);
  }

  private static Optional<Change> change(PolicyText file, PolicyInputs inputs) {
    try {
      InputState after = inputs.state(file.source(), file.text());
      Optional<InputState> before =
          after.shape() == InputShape.TERRAFORM_PLAN
              ? Optional.of(inputs.before(file.source(), file.text()))
              : Optional.empty();
      return Optional.of(new Change(PrincipalFacts.planned(after, before), after));
    } catch (InputException other) {
      return Optional.empty(); // A file without keys, users and roles changes none.
    }
  }

  /** Names those that must exist before the policies are set. */
  public void note(PrintWriter err) {
    if (!namesAwaited) {
      return;
    }
    awaited.forEach(
        (source, named) -> {
          err.println(Quoting.escape(source + ": must exist before this is applied:"));
          named.stream()
              .limit(SHOWN)
              .map(one -> one.arn() + (one.note().isEmpty() ? "" : ": " + one.note()))
              .forEach(line -> err.println("  " + Quoting.escape(line)));
          if (named.size() > SHOWN) {
            err.println("  and " + (named.size() - SHOWN) + " more");
          }
        });
  }
}
