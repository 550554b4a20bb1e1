package io.kmspolicy.cli.lockout;

import io.kmspolicy.cli.input.InputForms;
import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.inputs.FoundPolicy;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.lockout.LockoutQuestion;
import io.kmspolicy.inputs.lockout.PrincipalFacts;
import io.kmspolicy.lint.lockout.KnownPrincipals;
import io.kmspolicy.lint.lockout.LockoutCheck;
import io.kmspolicy.lint.lockout.PlannedPrincipals;
import io.kmspolicy.lint.report.LockoutReport;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.request.Caller.RootUser;
import io.kmspolicy.model.resource.KmsResource;
import java.util.Optional;

/** Why KMS has refused a key policy. */
public final class RefusedPolicy {

  private static final String ANY_ACCOUNT = "111122223333";

  private RefusedPolicy() {}

  /**
   * The checks that KMS makes of a new key policy.
   *
   * @param file the file of the policy, which may be of another form that holds only one
   * @param caller who sets it; empty if that is not known, so that only its text and its principals
   *     are checked
   * @param known the other policies, and the users and roles that exist
   */
  public static LockoutReport report(
      CliContext context,
      PolicyInputs inputs,
      String file,
      Optional<AccountCaller> caller,
      Optional<KmsResource.Key> key,
      Optional<PolicyDirectory> known) {
    String owner =
        key.map(KmsResource.Key::accountId)
            .or(() -> caller.map(AccountCaller::accountId))
            .orElse("");
    AccountCaller setter =
        caller.orElseGet(
            () ->
                new RootUser(
                    key.map(KmsResource.Key::partition).orElse("aws"),
                    owner.isEmpty() ? ANY_ACCOUNT : owner));
    String text = InputOptions.text(context, file);
    Optional<FoundPolicy> found = InputForms.keyPolicyAsKnown(file, text, inputs, "");
    LockoutCheck check =
        LockoutCheck.of(
            LockoutQuestion.policy(
                file,
                found.map(FoundPolicy::json).orElse(text),
                found.filter(FoundPolicy::hasOpaqueParts).isPresent(),
                setter,
                key,
                known,
                caller.isEmpty()));
    KnownPrincipals principals = known.map(PrincipalFacts::known).orElseGet(KnownPrincipals::none);
    PlannedPrincipals plan = PlannedPrincipals.none();
    return new LockoutReport(
        Optional.of(check.verdict()),
        check.administrators(),
        check.principals(owner, principals, plan),
        plan);
  }
}
