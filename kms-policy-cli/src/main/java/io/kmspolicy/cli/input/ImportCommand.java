package io.kmspolicy.cli.input;

import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.NewDirectory;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.directory.PolicyDirectoryException;
import io.kmspolicy.inputs.join.PolicyInput;
import io.kmspolicy.model.problem.BadInputException;
import io.kmspolicy.model.report.ExitStatus;
import io.kmspolicy.model.resource.InvalidNameException;
import io.kmspolicy.model.resource.UnnamedKey;
import io.kmspolicy.model.text.Counts;
import io.kmspolicy.model.text.SafeText;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code kms-policy import}: writes a policy directory from files of other forms. */
@Command(
    name = "import",
    header = "Writes a policy directory from templates, plans, states or AWS output.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "What the files do not determine is unknown in the directory, and its README.md says why.",
      "The directory must not exist. It appears as a whole, or not at all."
    },
    exitCodeListHeading = "%nExit status:%n",
    exitCodeList = {"0:the directory is written", "2:the command line or a file is wrong"})
public final class ImportCommand implements Callable<Integer> {

  private final CliContext context;

  @Option(
      names = "--from",
      required = true,
      arity = "1..*",
      paramLabel = "FILE",
      description =
          "A template, a plan, a state, or output of the AWS command line; may be repeated.")
  private List<String> files = new ArrayList<>();

  @Option(
      names = "--out",
      required = true,
      paramLabel = "DIRECTORY",
      description = "The policy directory to write.")
  private String out = "";

  @Option(
      names = "--key",
      paramLabel = "ARN",
      description = "The key of a key policy in a file that does not name the key.")
  private String key = "";

  @Mixin private InputOptions input = new InputOptions();

  /** A command with this input and output. */
  public ImportCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    NewDirectory target = NewDirectory.of(context, "--out", out);
    PolicyInput policies = input.readAll(context, files, key);
    if (policies.keys().isEmpty() && policies.principals().isEmpty()) {
      policies.report(context.err());
      throw new BadInputException("the files identify no key, user or role; nothing is written");
    }
    write(policies, target);
    policies.reportAssumptions(context.err());
    try (Writer writer = context.writer()) {
      writer.write(SafeText.of(summary(policies)));
    }
    return ExitStatus.OK;
  }

  private void write(PolicyInput policies, NewDirectory target) throws IOException {
    try {
      target.write(
          draft -> {
            policies.builder().write(draft);
            Files.writeString(draft.resolve("README.md"), readme(policies));
            PolicyDirectory.load(draft);
          });
    } catch (PolicyDirectoryException | InvalidNameException refused) {
      throw BadInputException.of(refused);
    }
  }

  private String summary(PolicyInput policies) {
    int gaps = notKnown(policies).size();
    return out
        + ": "
        + Counts.of(policies.keys().size(), "key")
        + ", "
        + Counts.of(policies.principals().size(), "user or role", "users and roles")
        + (gaps == 0 ? "\n" : "; " + Counts.of(gaps, "gap") + ", see " + out + "/README.md\n");
  }

  private String readme(PolicyInput policies) {
    StringBuilder text = new StringBuilder("# Imported policies\n\n");
    text.append("Written by `kms-policy import` from:\n\n");
    files.forEach(file -> text.append("- `").append(file).append("`\n"));
    text.append("\nA layer without a file is unknown. ");
    text.append("What the files attach to a user or role is taken as all that is attached.\n");
    policies.assumptions().forEach(assumed -> text.append('\n').append(assumed).append(".\n"));
    policies
        .keys()
        .forEach(
            (found, from) -> {
              if (UnnamedKey.is(found)) {
                text.append("\nThe id of `")
                    .append(from.name())
                    .append("` is not known; `")
                    .append(found.keyId())
                    .append("` stands for it.\n");
              }
            });
    List<String> notKnown = notKnown(policies);
    if (!notKnown.isEmpty()) {
      text.append("\n## Not known\n\n");
      notKnown.forEach(gap -> text.append("- ").append(gap).append('\n'));
    }
    return SafeText.of(text.toString());
  }

  private static List<String> notKnown(PolicyInput policies) {
    List<String> all = new ArrayList<>();
    policies.gaps().forEach(gap -> all.add(gap.toString()));
    for (String name : policies.builder().withoutFiles()) {
      all.add("`" + name + "` is left out: a policy directory ignores a folder of this name");
    }
    return all;
  }
}
