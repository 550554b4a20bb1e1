package io.kmspolicy.cli.lockout;

import io.kmspolicy.cli.input.InputForms;
import io.kmspolicy.cli.input.InputOptions;
import io.kmspolicy.cli.input.SourceOption;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.inputs.FoundPolicy;
import io.kmspolicy.inputs.InputException;
import io.kmspolicy.inputs.InputFile;
import io.kmspolicy.inputs.InputShape;
import io.kmspolicy.inputs.InputState;
import io.kmspolicy.inputs.PolicyInputs;
import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.inputs.lockout.LockoutQuestion;
import io.kmspolicy.inputs.lockout.PrincipalFacts;
import io.kmspolicy.lint.lockout.KnownPrincipals;
import io.kmspolicy.lint.lockout.LockoutCheck;
import io.kmspolicy.lint.lockout.NewKeyPolicy;
import io.kmspolicy.lint.lockout.PlannedPrincipals;
import io.kmspolicy.lint.report.LockoutReport;
import io.kmspolicy.model.file.FileFailure;
import io.kmspolicy.model.policy.SourceLocation;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ResourcePlace;
import io.kmspolicy.model.request.Caller.AccountCaller;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.io.Writer;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code kms-policy lockout}: whether KMS would accept a new key policy from a caller. */
@Command(
    name = "lockout",
    header = "Decides whether KMS would accept a key policy from a caller.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "KMS refuses a key policy in CreateKey, PutKeyPolicy and ReplicateKey if the caller could not"
          + " set the policy again. The caller's policies besides the key policy are unknown unless"
          + " a policy directory holds them."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {
      "0:KMS accepts the policy",
      "1:KMS refuses the policy, or nobody could change it afterwards",
      "2:the command line or a file is wrong",
      "3:indeterminate: the answer depends on what is unknown"
    })
public final class LockoutCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(
      index = "0",
      paramLabel = "KEYPOLICY",
      description =
          "The key policy; or a template, a plan, a state, or output of the AWS command line.")
  private String file = "";

  @Option(
      names = "--caller",
      required = true,
      paramLabel = "ARN",
      description = {
        "Who sets the policy, as GetCallerIdentity reports it, or the ARN of a role for any of its"
            + " sessions."
      })
  private String caller = "";

  @Option(
      names = "--key",
      paramLabel = "ARN",
      description = "The key. Without it, a key of the caller's account that does not exist yet.")
  private @Nullable String key;

  @Option(
      names = "--policies",
      paramLabel = "DIRECTORY",
      description =
          "The policy directory that holds the caller's other policies; or a template, a plan, a"
              + " state, or output of the AWS command line.")
  private @Nullable String directory;

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description =
          "The name of the key, where the file is a template or plan with several key policies.")
  private String name = "";

  @Mixin private InputOptions input = new InputOptions();

  @Mixin private SourceOption source = new SourceOption();

  @Option(names = "--bypass", description = "The call sets BypassPolicyLockoutSafetyCheck to true.")
  private boolean bypass;

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** A command with this input and output. */
  public LockoutCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    String text = InputOptions.text(context, file);
    Optional<FoundPolicy> found =
        InputForms.keyPolicyAsKnown(file, text, input.inputs(context), name);
    LockoutReport report = report(text, found);
    ResourcePlace place = place(text, found);
    try (Writer out = context.writer()) {
      if (!json && !place.address().isEmpty()) {
        out.write(Quoting.escape(place.address() + " in " + place.file()) + "\n");
      }
      out.write(json ? report.json(place) : report.text());
    }
    return report.status();
  }

  private LockoutReport report(String text, Optional<FoundPolicy> found) {
    AccountCaller setter = LockoutNames.caller(caller);
    Optional<KmsResource.Key> known = Optional.ofNullable(key).map(LockoutNames::key);
    KmsResource.Key some = known.orElseGet(() -> NewKeyPolicy.someKeyOf(setter));
    requireAccountOf(some);
    Optional<PolicyDirectory> others =
        Optional.ofNullable(directory)
            .map(given -> policies(given).directory())
            .or(() -> input.none().alone(context));
    NewKeyPolicy policy =
        LockoutQuestion.policy(
            file,
            found.map(FoundPolicy::json).orElseGet(() -> withoutName(text)),
            found.filter(FoundPolicy::hasOpaqueParts).isPresent(),
            setter,
            known,
            others,
            bypass);
    LockoutCheck check = LockoutCheck.of(policy);
    KnownPrincipals principals = others.map(PrincipalFacts::known).orElseGet(KnownPrincipals::none);
    PlannedPrincipals plan = planned(text, found.map(FoundPolicy::name).orElse(name));
    return new LockoutReport(
        Optional.of(check.verdict()),
        check.administrators(),
        check.principals(some.accountId(), principals, plan),
        plan);
  }

  /** The place of the policy, with its resource if the file has resources. */
  private ResourcePlace place(String text, Optional<FoundPolicy> found) {
    Optional<InputFile> read = found.flatMap(unused -> read(text));
    return source
        .addresses(context, read.map(one -> Map.of(file, one.addresses())).orElse(Map.of()))
        .of(
            found.map(FoundPolicy::name).orElse(""),
            found.map(one -> one.locate(file, 1)).orElseGet(SourceLocation::nowhere));
  }

  private Optional<InputFile> read(String text) {
    try {
      return Optional.of(input.inputs(context).read(file, text));
    } catch (InputException malformed) {
      return Optional.empty(); // A mistake in another policy of the file.
    }
  }

  private void requireAccountOf(KmsResource.Key of) {
    String account = input.account();
    if (!account.isEmpty() && !account.equals(of.accountId())) {
      throw new BadInputException(
          "--account: the key is of the account `"
              + of.accountId()
              + (key == null ? "`, that of --caller; name another key with --key" : "`"));
    }
  }

  private PolicyInput policies(String name) {
    try {
      return input.read(context, name).report(context.err());
    } catch (IOException failure) {
      throw new BadInputException(FileFailure.message(name, failure));
    }
  }

  /** What the file does to users and roles, if it is of another form than a key policy. */
  private PlannedPrincipals planned(String text, String policy) {
    PolicyInputs inputs = input.inputs(context);
    try {
      InputState after = inputs.state(file, text);
      boolean isPlan = after.shape() == InputShape.TERRAFORM_PLAN;
      Optional<InputState> before =
          isPlan ? Optional.of(inputs.before(file, text)) : Optional.empty();
      return PrincipalFacts.planned(after, before)
          .beside(PrincipalFacts.waits(after, policy), Set.of(), true);
    } catch (InputException other) {
      return PlannedPrincipals.none(); // A key policy by itself, or a file without keys.
    }
  }

  private String withoutName(String text) {
    if (!name.isEmpty()) {
      throw new BadInputException(
          "--name: " + file + " is not a template or plan, and so has no names of keys");
    }
    return text;
  }
}
