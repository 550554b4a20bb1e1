package io.kmspolicy.cli.ask;

import io.kmspolicy.cli.ask.ConsolePage.Need;
import io.kmspolicy.cli.shell.PolicyFiles;
import io.kmspolicy.cli.shell.Surroundings;
import io.kmspolicy.cli.shell.Version;
import io.kmspolicy.model.Arn;
import io.kmspolicy.model.PolicyDocument;
import io.kmspolicy.model.PolicyType;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code kms-policy console-check}: can a principal work with the KMS console? */
@Command(
    name = "console-check",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description =
        "Says which pages of the KMS console some identity policies open, and what lacks.",
    footer = {
      "",
      "Exit code: 0 if every page works, 1 if something lacks, 2 if a policy cannot be read."
    })
public final class ConsoleCheckCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec spec;

  @Option(
      names = "--identity",
      arity = "1..*",
      required = true,
      paramLabel = "FILE",
      description = "The identity policies of the principal, all of them.")
  private List<String> files = List.of();

  @Option(
      names = "--account",
      paramLabel = "ID",
      description = "The account whose keys are looked at (default: 111122223333).")
  private String account = ManagedCommand.Samples.ACCOUNT;

  @Option(
      names = "--region",
      paramLabel = "REGION",
      description = "The Region of the keys (default: us-east-1).")
  private String region = "us-east-1";

  /** A command that reads and writes here. */
  public ConsoleCheckCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec, "set by picocli");
    if (!Arn.isAccountId(account)) {
      throw new ParameterException(
          command.commandLine(), "`" + account + "` is no account id; it has twelve digits");
    }
    PolicyFiles reader = new PolicyFiles(surroundings);
    List<PolicyDocument> documents =
        files.stream().map(file -> reader.policy(PolicyType.IDENTITY, file).document()).toList();
    return report(new IdentityPermissions(documents), command.commandLine().getOut());
  }

  private int report(IdentityPermissions permissions, PrintWriter out) {
    boolean complete = true;
    for (ConsolePage page : ConsolePage.all()) {
      List<String> lacks = new ArrayList<>();
      for (Need need : page.needs()) {
        Permission permission = permissions.of(need.action(), need.on().resource(account, region));
        if (permission != Permission.ALLOWED) {
          lacks.add(words(need, permission));
        }
      }
      out.println((lacks.isEmpty() ? "yes  " : "no   ") + page.name());
      lacks.forEach(lack -> out.println("       " + lack));
      complete &= lacks.isEmpty();
    }
    out.println("For keys of account " + account + " whose key policies let IAM policies decide.");
    out.flush();
    return complete ? 0 : 1;
  }

  private static String words(Need need, Permission permission) {
    String on =
        switch (need.on()) {
          case NOTHING -> "";
          case KEY -> " on the key";
          case ALIAS -> " on the alias";
        };
    String advice =
        need.inKeyPolicy() && permission == Permission.NOT_ALLOWED
            ? "; the key policy can allow it too"
            : "";
    return need.action() + on + ": " + permission.text() + advice;
  }
}
