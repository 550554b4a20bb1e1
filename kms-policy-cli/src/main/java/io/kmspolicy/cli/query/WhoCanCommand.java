package io.kmspolicy.cli.query;

import io.kmspolicy.cli.io.BadInputException;
import io.kmspolicy.cli.io.CliContext;
import io.kmspolicy.cli.io.Version;
import io.kmspolicy.directory.PolicyDirectory;
import io.kmspolicy.model.catalogue.KmsAction;
import io.kmspolicy.model.resource.KmsResource;
import io.kmspolicy.model.text.Listing;
import io.kmspolicy.model.text.Quoting;
import java.io.IOException;
import java.util.ArrayList;
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
      description =
          "An IAM action, such as kms:Decrypt, or a pattern, such as kms:GenerateDataKey*.")
  private String action = "";

  @Parameters(
      index = "1",
      paramLabel = "KEY",
      description = "The ARN of the key or of an alias of it.")
  private String key = "";

  @Mixin private DirectoryQuestion question = new DirectoryQuestion();

  /** A command with this input and output. */
  public WhoCanCommand(CliContext context) {
    this.context = context;
  }

  @Override
  public Integer call() throws IOException {
    List<KmsAction> actions = ActionPatterns.matching(List.of(action));
    return question.answer(
        context,
        (directory, names) -> {
          QueryRunner runner = new QueryRunner(directory, names);
          List<Answer> answers = new ArrayList<>();
          for (KmsAction each : actions) {
            KmsResource resource = resource(each, directory, names);
            names
                .principals(resource)
                .forEach(principal -> answers.add(runner.ask(principal, each, resource)));
          }
          return answers;
        },
        actions.size() == 1
            ? List.of(Answer::principal)
            : List.of(Answer::action, Answer::principal));
  }

  private KmsResource resource(KmsAction parsed, PolicyDirectory directory, DirectoryNames names) {
    if (parsed.needsNoKey()) {
      return new KmsResource.Any();
    }
    KmsResource named = KmsResource.parse(key);
    KmsResource resource =
        named instanceof KmsResource.Alias alias
            ? directory.keyBehind(alias).<KmsResource>map(found -> found).orElse(named)
            : named;
    List<String> known = names.keys().stream().map(KmsResource::arn).toList();
    if (!known.contains(resource.arn())) {
      throw new BadInputException(
          Quoting.quoteShort(key)
              + " is not in the policy directory; there are "
              + Listing.firstOf(known));
    }
    return resource;
  }
}
