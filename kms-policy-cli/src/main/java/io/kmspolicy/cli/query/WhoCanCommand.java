package io.kmspolicy.cli.query;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.ExitStatus;
import io.kmspolicy.cli.io.UnknownAction;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.catalogue.KmsCatalogue;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Listing;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code kms-policy who-can}: lists the principals that may use an action on a key. */
@Command(
    name = "who-can",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    description = {
      "Lists the principals that may use an action on a key: those of a policy directory, and those"
          + " that the key policy and the grants name."
    })
public final class WhoCanCommand implements Callable<Integer> {

  private final CliContext context;

  @Parameters(
      index = "0",
      paramLabel = "ACTION",
      description = "An IAM action, such as kms:Decrypt.")
  private String action = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The ARN of the key.")
  private String key = "";

  @Mixin private DirectoryQuestion question = new DirectoryQuestion();

  /** A command with this input and output. */
  public WhoCanCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    KmsAction parsed = action();
    question.answer(
        context,
        (directory, names) -> {
          KmsResource resource = resource(parsed, names);
          QueryRunner runner = new QueryRunner(directory, names);
          return names.principals(resource).stream()
              .map(principal -> runner.ask(principal, parsed, resource))
              .toList();
        },
        List.of(Answer::principal));
    return ExitStatus.OK;
  }

  private KmsAction action() {
    return KmsCatalogue.bundled()
        .action(action)
        .orElseThrow(() -> new BadInputException(UnknownAction.message(action)));
  }

  private KmsResource resource(KmsAction parsed, DirectoryNames names) {
    if (parsed.needsNoKey()) {
      return new KmsResource.Any();
    }
    KmsResource resource = KmsResource.parse(key);
    List<String> known = names.keys().stream().map(KmsResource::arn).toList();
    if (!known.contains(resource.arn())) {
      throw new BadInputException(
          "`" + key + "` is not in the policy directory; there are " + Listing.firstOf(known));
    }
    return resource;
  }
}
