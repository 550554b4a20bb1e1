package io.kmspolicy.cli.ask;

import io.kmspolicy.cli.BadInputException;
import io.kmspolicy.cli.Surroundings;
import io.kmspolicy.interceptor.PolicyDirectory;
import io.kmspolicy.interceptor.PolicyDirectoryException;
import io.kmspolicy.model.Caller;
import io.kmspolicy.model.InvalidNameException;
import io.kmspolicy.model.KmsResource;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kms-policy who-can}: which principals of a policy directory may do something. */
@Command(
    name = "who-can",
    description = "Lists the principals of a policy directory and whether each may do something.")
public final class WhoCanCommand implements Callable<Integer> {

  private final Surroundings surroundings;

  @Spec private @Nullable CommandSpec spec;

  @Parameters(index = "0", paramLabel = "ACTION", description = "Such as kms:Decrypt.")
  private String action = "";

  @Parameters(index = "1", paramLabel = "KEY", description = "The ARN of the key.")
  private String key = "";

  @Option(
      names = "--policies",
      required = true,
      paramLabel = "DIRECTORY",
      description = "The policy directory.")
  private String root = "";

  @Option(names = "--json", description = "Print JSON.")
  private boolean json;

  /** A command that reads and writes here. */
  public WhoCanCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    CommandSpec command = Objects.requireNonNull(spec, "set by picocli");
    try {
      KmsResource resource = KmsResource.parse(key);
      PolicyDirectory directory = PolicyDirectory.load(surroundings.resolve(root));
      List<Answer> answers = new ArrayList<>();
      for (Caller caller : new DirectoryNames(surroundings.resolve(root)).principals()) {
        answers.add(Answer.of(directory, caller, action, resource));
      }
      PrintWriter out = command.commandLine().getOut();
      if (json) {
        AnswerTable.json(answers, out);
      } else {
        AnswerTable.text(answers, Answer::principal, out);
      }
      return 0;
    } catch (IOException | PolicyDirectoryException | InvalidNameException e) {
      throw BadInputException.of(e);
    }
  }
}
